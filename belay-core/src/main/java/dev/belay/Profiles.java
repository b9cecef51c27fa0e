package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import dev.belay.model.Profile;
import java.util.Map;

/**
 * The profiles of the settings.
 *
 * @param named by name
 * @param called what people call the file that they stand in
 */
record Profiles(Map<String, Profile> named, String called) {
  /** The profile of that name; NOT_FOUND, with the nearest one, where there is none. */
  Profile find(String name) {
    Profile profile = named.get(name);
    if (profile == null) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "no profile %s in %s.%s".formatted(name, called, Nearest.question(name, named.keySet())),
          named.isEmpty()
              ? "it has no profiles; docs/profiles.md tells how to write one"
              : "it has " + String.join(", ", named.keySet().stream().sorted().toList()));
    }
    return profile;
  }

  /** The database that an operation with this profile is for, where none was named. */
  String database(Profile profile) {
    return profile
        .database()
        .orElseThrow(
            () ->
                new BelayException(
                    ErrorCode.USAGE,
                    "profile " + profile.name() + " does not say which database it is for",
                    "name the database, or write 'database: NAME' in the profile"));
  }
}

package dev.belay.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a profile names tables. */
final class ProfileNames {
  private ProfileNames() {}

  /** All names, patterns and groups. */
  static List<String> of(Profile profile) {
    List<String> names = new ArrayList<>();
    byPlace(profile).values().forEach(names::addAll);
    return names;
  }

  /** The same by the place in the profile, in the order of the file. */
  static Map<String, Collection<String>> byPlace(Profile profile) {
    Map<String, Collection<String>> names = new LinkedHashMap<>();
    profile.groups().forEach((group, members) -> names.put("groups: " + group, members));
    names.put("include", profile.include());
    names.put("exclude", profile.exclude());
    names.put("where", profile.where().keySet());
    names.put("exclude-columns", profile.excludeColumns().keySet());
    rules(names, "on-restore", profile.onRestore());
    rules(names, "cleanup", profile.cleanup());
    profile
        .reset()
        .ifPresent(
            reset -> {
              names.put("reset: seed", reset.seed().keySet());
              names.put("reset: clear", reset.clear());
              names.put("reset: keep", reset.keep());
            });
    names.put("keys", profile.keys().keySet());
    names.put("critical", profile.critical());
    return names;
  }

  private static void rules(Map<String, Collection<String>> names, String place, Rules rules) {
    names.put(place + ": clear", rules.clear());
    names.put(place + ": keep", rules.keep());
    names.put(place + ": delete", rules.delete().keySet());
    names.put(place + ": set", rules.set().stream().map(Rules.SetRule::table).toList());
  }
}

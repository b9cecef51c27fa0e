package dev.belay;

import java.util.List;
import java.util.Optional;

/**
 * A cleanup: the live rows go through the rules of a profile.
 *
 * @param profile the profile
 * @param database where; empty for the database that the profile is for
 * @param keep groups of the profile, or tables, that stay as they are whatever the rules say
 * @param reason why, for the history
 * @param by who asks for it
 */
public record CleanupRequest(
    String profile, Optional<String> database, List<String> keep, String reason, String by) {
  public CleanupRequest {
    keep = List.copyOf(keep);
  }

  /** By all the rules of a profile, on the database that it is for. */
  public static CleanupRequest of(String profile) {
    return new CleanupRequest(
        profile, Optional.empty(), List.of(), "", System.getProperty("user.name", ""));
  }
}

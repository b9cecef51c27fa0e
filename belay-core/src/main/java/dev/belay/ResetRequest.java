package dev.belay;

import java.util.Optional;

/**
 * A reset to what a profile's seeds hold.
 *
 * @param profile the profile, which has a {@code reset}
 * @param database which database; empty for the profile's own
 * @param only {@code TABLE.COLUMN=VALUE}: the rows of that one entity and what hangs on them; empty
 *     for all
 * @param reason why, for the history
 * @param by who asks for it
 */
public record ResetRequest(
    String profile, Optional<String> database, Optional<String> only, String reason, String by) {
  /** All of it, on the profile's own database. */
  public static ResetRequest of(String profile) {
    return new ResetRequest(
        profile, Optional.empty(), Optional.empty(), "", System.getProperty("user.name", ""));
  }
}

package dev.belay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A reset to what a profile's seeds hold.
 *
 * @param profile the profile, which has a {@code reset}
 * @param database which database; empty for the profile's own
 * @param only {@code TABLE.COLUMN=VALUE}: the rows of that one entity and what hangs on them; empty
 *     for all
 * @param clear tables that are emptied beside those that the profile names
 * @param reason why, for the history
 * @param by who asks for it
 */
public record ResetRequest(
    String profile,
    Optional<String> database,
    Optional<String> only,
    List<String> clear,
    String reason,
    String by) {
  public ResetRequest {
    clear = List.copyOf(clear);
  }

  /** The tables that the profile names, and no others. */
  public ResetRequest(
      String profile, Optional<String> database, Optional<String> only, String reason, String by) {
    this(profile, database, only, List.of(), reason, by);
  }

  /** All of it, on the profile's own database. */
  public static ResetRequest of(String profile) {
    return new ResetRequest(
        profile, Optional.empty(), Optional.empty(), "", System.getProperty("user.name", ""));
  }

  /** The same, which empties these tables, too. */
  public ResetRequest clearing(List<String> tables) {
    List<String> all = new ArrayList<>(clear);
    all.addAll(tables);
    return new ResetRequest(profile, database, only, all, reason, by);
  }
}

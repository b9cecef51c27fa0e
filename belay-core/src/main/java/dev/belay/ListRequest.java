package dev.belay;

import java.time.Instant;
import java.util.Optional;

/**
 * Which snapshots to list, newest first.
 *
 * @param database only this database's, by name
 * @param type only of this type
 * @param tag only with this tag
 * @param since only those from then on
 * @param until only those before that
 * @param limit at most so many; 0 for all
 */
public record ListRequest(
    Optional<String> database,
    Optional<String> type,
    Optional<String> tag,
    Optional<Instant> since,
    Optional<Instant> until,
    int limit) {
  /** All of them. */
  public static final ListRequest ALL =
      new ListRequest(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0);

  /** Those of a database. */
  public static ListRequest of(String database) {
    return new ListRequest(
        Optional.of(database),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0);
  }
}

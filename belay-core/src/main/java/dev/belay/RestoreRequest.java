package dev.belay;

import dev.belay.model.Mode;
import java.util.List;
import java.util.Optional;

/**
 * A restore.
 *
 * @param source the snapshot: an id, a prefix, {@code latest}, {@code latest:DB}, {@code
 *     latest:TYPE}
 * @param database where to; empty for the database that the snapshot came from
 * @param mode what may happen to rows
 * @param tables only these; empty for all that the snapshot has
 * @param excludeTables all but these
 * @param create whether to build a new database
 * @param reason why, for the history
 * @param by who asks for it
 */
public record RestoreRequest(
    String source,
    Optional<String> database,
    Mode mode,
    List<String> tables,
    List<String> excludeTables,
    boolean create,
    String reason,
    String by) {
  public RestoreRequest {
    tables = List.copyOf(tables);
    excludeTables = List.copyOf(excludeTables);
  }

  /** All of a snapshot, back into the database that it came from, in mode {@code replace}. */
  public static RestoreRequest of(String source) {
    return new RestoreRequest(
        source,
        Optional.empty(),
        Mode.REPLACE,
        List.of(),
        List.of(),
        false,
        "",
        System.getProperty("user.name", ""));
  }
}

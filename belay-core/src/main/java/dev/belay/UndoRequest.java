package dev.belay;

import java.util.Optional;

/**
 * An undo.
 *
 * @param run the run to take back; empty for the last one that changed something (of {@code
 *     database}, where given)
 * @param database where to; empty for the database of the run
 * @param overwrite whether rows and files that changed since the run may be overwritten
 * @param files whether the files that the run changed beside the database go back, too
 * @param reason why, for the history
 * @param by who asks for it
 */
public record UndoRequest(
    Optional<String> run,
    Optional<String> database,
    boolean overwrite,
    boolean files,
    String reason,
    String by) {
  /** The last run that changed something. */
  public static UndoRequest last() {
    return of(Optional.empty());
  }

  /** That run. */
  public static UndoRequest of(String run) {
    return of(Optional.of(run));
  }

  private static UndoRequest of(Optional<String> run) {
    return new UndoRequest(
        run, Optional.empty(), false, true, "", System.getProperty("user.name", ""));
  }

  /** The same on another database. */
  public UndoRequest withDatabase(String other) {
    return new UndoRequest(run, Optional.of(other), overwrite, files, reason, by);
  }

  /** The same for the tables alone. */
  public UndoRequest withoutFiles() {
    return new UndoRequest(run, database, overwrite, false, reason, by);
  }

  /** The same, whatever changed since the run. */
  public UndoRequest overwriting() {
    return new UndoRequest(run, database, true, files, reason, by);
  }
}

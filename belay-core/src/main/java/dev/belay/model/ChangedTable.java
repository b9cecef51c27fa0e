package dev.belay.model;

import java.util.List;

/**
 * A table whose rows are not as a run left them.
 *
 * @param table its name
 * @param known whether it can be told which rows; not where the run's snapshots are gone
 * @param inserted rows that came since
 * @param updated rows that changed since
 * @param deleted rows that went since
 * @param first the first of these rows, for showing
 */
public record ChangedTable(
    TableName table,
    boolean known,
    long inserted,
    long updated,
    long deleted,
    List<RowChange> first) {
  public ChangedTable {
    first = List.copyOf(first);
  }

  /** A table of which only the fact is known. */
  public static ChangedTable unknown(TableName table) {
    return new ChangedTable(table, false, 0, 0, 0, List.of());
  }

  /** How many rows are known not to be as they were. */
  public long rows() {
    return inserted + updated + deleted;
  }
}

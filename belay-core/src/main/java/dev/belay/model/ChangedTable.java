package dev.belay.model;

import java.util.List;

/**
 * A table whose rows are not as a run left them.
 *
 * @param table its name
 * @param inserted rows that came since
 * @param updated rows that changed since
 * @param deleted rows that went since
 * @param first the first of these rows, for showing
 */
public record ChangedTable(
    TableName table, long inserted, long updated, long deleted, List<RowChange> first) {
  public ChangedTable {
    first = List.copyOf(first);
  }

  /** How many rows are not as they were. */
  public long rows() {
    return inserted + updated + deleted;
  }
}

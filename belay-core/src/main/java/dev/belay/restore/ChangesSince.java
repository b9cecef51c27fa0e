package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.DatasetDiff;
import dev.belay.model.ChangedTable;
import dev.belay.model.DiffResult;
import dev.belay.model.RowChange;
import dev.belay.model.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which rows of a table are not as a run left them. */
final class ChangesSince {
  /** More than a person reads; the rest is counted. */
  private static final int SHOWN = 20;

  private ChangesSince() {}

  /**
   * Compares one table.
   *
   * @param now the database as it is
   * @param left the state that the run left
   * @param table the table as the database has it
   * @param rows how many rows it has: all of them came since where the run left no such table
   */
  static ChangedTable of(ChunkedDataset now, ChunkedDataset left, Table table, long rows)
      throws IOException {
    List<RowChange> first = new ArrayList<>();
    Optional<DiffResult.TableDiff> diff =
        new DatasetDiff(now, left).table(table, row -> show(row, first));
    return diff.isPresent()
        ? new ChangedTable(
            table.name(),
            true,
            diff.get().insert(),
            diff.get().update(),
            diff.get().delete(),
            first)
        : new ChangedTable(table.name(), true, rows, 0, 0, List.of());
  }

  /** Only what tells the row from others: values may be large. */
  private static void show(RowChange row, List<RowChange> first) {
    if (first.size() < SHOWN) {
      first.add(new RowChange(row.table(), row.kind(), row.key(), List.of()));
    }
  }
}

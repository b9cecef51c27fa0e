package dev.belay.restore;

import dev.belay.model.ChangedTable;
import dev.belay.model.Plan.PlannedTable;
import dev.belay.model.RunRecord;
import dev.belay.model.TableName;
import dev.belay.rows.TableDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables as a run left them, held one by one against those that are there now. */
final class LeftTables {
  private final Map<TableName, PlannedTable> unseen = new TreeMap<>();

  LeftTables(RunRecord run) {
    run.tables().forEach(t -> unseen.put(t.table(), t));
  }

  /** Whether a table that is there has the rows that the run left; none where it left no such. */
  boolean isAsLeft(TableName table, TableDigest now) {
    PlannedTable left = unseen.remove(table);
    return now.hex().equals(left == null ? TableDigest.EMPTY.hex() : left.after());
  }

  /** Those that were not asked for, since they are not there any more. */
  List<ChangedTable> gone() {
    return unseen.values().stream()
        .map(t -> new ChangedTable(t.table(), true, 0, 0, t.rowsAfter(), List.of()))
        .toList();
  }
}

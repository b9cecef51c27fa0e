package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.LiveAim;
import dev.belay.diff.Projection;
import dev.belay.engine.Change;
import dev.belay.model.ChangedTable;
import dev.belay.model.Column;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.ChunkIds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** For an undo: what is as the run left it, and what others changed since. */
final class SinceRun {
  private final Order order;
  private final Change change;
  private final References references;
  private final Progress progress;

  SinceRun(Order order, Change change, References references, Progress progress) {
    this.order = order;
    this.change = change;
    this.references = references;
    this.progress = progress;
  }

  /**
   * The tables beside the selected ones that are as the run left them, which is as they were before
   * it. What their rows refer to, or do not find, is then as it was, too.
   */
  Set<TableName> untouched(Comparer comparer, Set<TableName> selected) throws IOException {
    Set<TableName> untouched = new TreeSet<>();
    for (Table table : change.catalog().tables()) {
      Left left = order.left().get(table.name());
      if (left != null
          && !selected.contains(table.name())
          && isNear(table.name(), selected)
          && comparer.scan(table).hex().equals(left.digest())) {
        untouched.add(table.name());
      }
    }
    return untouched;
  }

  private boolean isNear(TableName table, Set<TableName> selected) {
    return references.to(table).stream().anyMatch(r -> selected.contains(r.child().name()))
        || references.from(table).stream().anyMatch(r -> selected.contains(r.key().target()));
  }

  /** What is not as the run left it. */
  List<ChangedTable> changed(Map<TableName, TableWork> works) throws IOException {
    List<ChangedTable> changed = new ArrayList<>();
    for (TableWork work : works.values()) {
      Left left = order.left().get(work.live().name());
      if (left != null
          && !left.digest().equals(work.before().hex())
          && !equalWhereCompared(work.live(), left)) {
        ChangedTable since = changed(work, left);
        if (since.rows() > 0 || !since.known()) {
          changed.add(since);
        }
      }
    }
    return changed;
  }

  /** Of some columns the run said nothing: the others are as it left them. */
  private boolean equalWhereCompared(Table table, Left left) throws IOException {
    if (left.uncompared().isEmpty()) {
      return false;
    }
    List<Column> compared =
        table.stored().stream().filter(c -> !left.uncompared().contains(c.name())).toList();
    Projection projection = Projection.of(table.stored(), compared);
    TableDigest.Sum sum = new TableDigest.Sum();
    try (RowStream rows = change.rows(table)) {
      while (rows.next()) {
        projection.apply(rows.buffer(), rows.start(), rows.end());
        sum.addLine(projection.line(), 0, projection.length());
      }
    }
    return sum.total().hex().equals(left.digest());
  }

  private ChangedTable changed(TableWork work, Left left) throws IOException {
    TableName table = work.live().name();
    Optional<ChunkedDataset> state = left.state().open();
    if (state.isEmpty() || state.get().catalog().table(table).isEmpty()) {
      return ChangedTable.unknown(table);
    }
    try (ChunkedDataset was = state.get()) {
      LiveAim now = new LiveAim(order.name(), change, ChunkIds::of, progress);
      return ChangesSince.of(now, was, work.live(), work.before().rows());
    }
  }
}

package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.ChunkedRows;
import dev.belay.diff.DriftCheck;
import dev.belay.diff.LiveChunks;
import dev.belay.diff.ReadAhead;
import dev.belay.diff.TableDiff;
import dev.belay.engine.Change;
import dev.belay.engine.Stage;
import dev.belay.model.Column;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads tables of the live database once: compares them with the aim, stages what differs, and
 * hands each chunk on to the safety snapshot. For several threads, each with tables of its own.
 */
final class Comparer {
  private final Change change;
  private final ChunkedDataset aim;
  private final LiveReader live;
  private final Progress progress;
  private final Optional<Entity> entity;

  Comparer(Change change, ChunkedDataset aim, LiveReader live, Progress progress) {
    this(change, aim, live, progress, Optional.empty());
  }

  /**
   * @param entity whose rows alone may change; empty for all
   */
  Comparer(
      Change change,
      ChunkedDataset aim,
      LiveReader live,
      Progress progress,
      Optional<Entity> entity) {
    this.entity = entity;
    this.change = change;
    this.aim = aim;
    this.live = live;
    this.progress = progress;
  }

  /** What happens to one table, and how. */
  record Task(Table live, Mode mode, Plan.Reason reason, boolean stage, boolean bulk) {}

  TableWork compare(Task task) throws IOException {
    Table there = task.live();
    Table wanted = aim.catalog().table(there.name()).orElseThrow();
    List<Column> compared = DriftCheck.common(wanted, there);
    TableDiff diff = new TableDiff(wanted, there, compared);
    progress.table(there.name(), change.sizeHint(there));
    try (LiveReader.Reading reading = live.read(change, there)) {
      LiveChunks rows = reading.chunks();
      if (rows.empty() && diff.sameStructure() && aim.digest(wanted).isPresent()) {
        reading.done();
        return whole(task, wanted, compared, aim.digest(wanted).get());
      }
      Tally tally = run(task, wanted, compared, diff, rows);
      reading.done();
      boolean allSeen = !diff.sameStructure();
      return new TableWork(
          there,
          compared,
          task.reason(),
          tally.inserts(),
          tally.updates(),
          tally.deletes(),
          allSeen ? tally.seen() : rows.digest(),
          tally.removed(),
          tally.added(),
          task.stage(),
          false);
    }
  }

  private Tally run(Task task, Table wanted, List<Column> compared, TableDiff diff, LiveChunks rows)
      throws IOException {
    Optional<Stage> stage =
        task.stage() ? Optional.of(stage(task.live(), compared)) : Optional.empty();
    try (ChunkedRows aimRows = aim.chunks(wanted)) {
      Tally tally = new Tally(task.mode(), stage);
      diff.run(
          aimRows,
          rows,
          entity.isPresent() ? entity.get().only(task.live(), compared, tally) : tally);
      return tally;
    } finally {
      if (stage.isPresent()) {
        stage.get().close();
      }
    }
  }

  private Stage stage(Table table, List<Column> columns) {
    return new LateStage(() -> change.stage(table, columns));
  }

  /** A table without rows needs no comparing: all of the aim comes in. */
  private TableWork whole(Task task, Table wanted, List<Column> compared, TableDigest all)
      throws IOException {
    boolean bulk = task.bulk() && all.rows() > 0;
    if (task.stage() && !bulk) {
      fill(wanted, task.live(), compared, stage(task.live(), compared));
    }
    return new TableWork(
        task.live(),
        compared,
        task.reason(),
        all.rows(),
        0,
        0,
        TableDigest.EMPTY,
        TableDigest.EMPTY,
        all,
        task.stage() && !bulk,
        bulk);
  }

  /** Loads a table for which {@link #compare} chose the bulk path. */
  void load(TableWork work) throws IOException {
    Table wanted = aim.catalog().table(work.live().name()).orElseThrow();
    progress.table(work.live().name(), -1);
    fill(wanted, work.live(), work.compared(), change.bulk(work.live(), work.compared()));
  }

  private void fill(Table wanted, Table there, List<Column> compared, Stage stage)
      throws IOException {
    try (stage;
        ChunkedRows aimRows =
            new ToldChunks(ReadAhead.of(aim.chunks(wanted)), there.name(), progress)) {
      new TableDiff(wanted, there, compared)
          .run(aimRows, ChunkedRows.NONE, new Tally(Mode.MISSING, Optional.of(stage)));
    }
  }

  /**
   * A table whose rows a cascade staged: reads all of it for the safety snapshot, and the staged
   * rows for the sums.
   */
  TableWork cascaded(Table there) throws IOException {
    TableDigest before = scan(there);
    TableDigest deleted = digest(change.stagedLive(there, false));
    TableDigest updated = digest(change.stagedLive(there, true));
    TableDigest added = digest(change.stagedNew(there));
    return new TableWork(
        there,
        there.stored(),
        Plan.Reason.CASCADE,
        0,
        updated.rows(),
        deleted.rows(),
        before,
        deleted.plus(updated),
        added,
        true,
        false);
  }

  /** A table that stays as it is. */
  TableWork referring(Table there) throws IOException {
    return new TableWork(
        there,
        there.stored(),
        Plan.Reason.REFERRING,
        0,
        0,
        0,
        scan(there),
        TableDigest.EMPTY,
        TableDigest.EMPTY,
        false,
        false);
  }

  /** Reads all of a table, into the safety snapshot as well. */
  TableDigest scan(Table there) throws IOException {
    progress.table(there.name(), change.sizeHint(there));
    try (LiveReader.Reading reading = live.read(change, there)) {
      while (reading.chunks().next()) {
        progress.advance(there.name(), 0, 0);
      }
      reading.done();
      return reading.chunks().digest();
    }
  }

  /** After {@code keepReferenced}: only the rows that are still staged count. */
  TableWork recounted(TableWork work) throws IOException {
    TableDigest added = digest(change.stagedNew(work.live()));
    return new TableWork(
        work.live(),
        work.compared(),
        work.reason(),
        added.rows(),
        0,
        0,
        work.before(),
        TableDigest.EMPTY,
        added,
        true,
        false);
  }

  static TableDigest digest(RowStream rows) throws IOException {
    TableDigest.Sum sum = new TableDigest.Sum();
    try (rows) {
      while (rows.next()) {
        sum.addLine(rows.buffer(), rows.start(), rows.end());
      }
    }
    return sum.total();
  }
}

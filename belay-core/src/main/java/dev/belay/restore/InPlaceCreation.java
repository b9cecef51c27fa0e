package dev.belay.restore;

import dev.belay.diff.ChunkedRows;
import dev.belay.diff.ReadAhead;
import dev.belay.diff.TableDiff;
import dev.belay.engine.Change;
import dev.belay.engine.Database;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Stage;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Progress;
import dev.belay.model.Scripts;
import dev.belay.model.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Builds a database in one transaction of its own, and verifies it. */
final class InPlaceCreation {
  /** What is to be done between the last change and the commit. */
  @FunctionalInterface
  interface Last {
    void before(Change commit) throws IOException;
  }

  private final Order order;
  private final Draft draft;
  private final Scripts scripts;
  private final Progress progress;

  InPlaceCreation(Order order, Draft draft, Scripts scripts, Progress progress) {
    this.order = order;
    this.draft = draft;
    this.scripts = scripts;
    this.progress = progress;
  }

  /**
   * Builds and commits. A CHECK constraint may call a function that reads another table, so where a
   * table's rows are refused, it begins again with that table at the end.
   */
  void build(Database database, ReadOptions options, Last last) throws IOException {
    List<TableWork> works = new ArrayList<>(draft.works().values());
    Set<TableName> waited = new HashSet<>();
    while (true) {
      try (Change change = database.create(options, order.aim().catalog(), scripts.before())) {
        Optional<TableWork> refused = load(change, works, waited);
        if (refused.isEmpty()) {
          complete(change);
          last.before(change);
          change.commit();
          return;
        }
        works.remove(refused.get());
        works.add(refused.get());
      }
    }
  }

  /**
   * Returns the table whose rows were refused for the first time; then all is to be begun again.
   */
  private Optional<TableWork> load(Change change, List<TableWork> works, Set<TableName> waited)
      throws IOException {
    progress.phase("loading");
    for (TableWork work : works) {
      try {
        load(change, work);
      } catch (BelayException e) {
        if (e.code() != ErrorCode.REFUSED || !waited.add(work.live().name())) {
          throw e;
        }
        return Optional.of(work);
      }
    }
    return Optional.empty();
  }

  private void load(Change change, TableWork work) throws IOException {
    progress.table(work.live().name(), -1);
    try (Stage stage = change.bulk(work.live(), work.compared());
        ChunkedRows rows =
            new ToldChunks(
                ReadAhead.of(order.aim().chunks(work.live())), work.live().name(), progress)) {
      new TableDiff(work.live(), work.live(), work.compared())
          .run(rows, ChunkedRows.NONE, new Tally(Mode.MISSING, Optional.of(stage)));
    }
  }

  /** All rows are in: verifies them, and makes everything that comes after them. */
  private void complete(Change change) throws IOException {
    change.apply();
    progress.phase("verifying");
    new Verification(change, draft).rows();
    progress.phase("building indexes");
    change.finish(scripts.after());
    change.counters(
        draft.counters().wanted(), draft.works().values().stream().map(TableWork::live).toList());
  }
}

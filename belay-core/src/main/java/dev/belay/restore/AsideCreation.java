package dev.belay.restore;

import dev.belay.diff.ReadAhead;
import dev.belay.engine.Aside;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.rows.Lanes;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fills a database that is built aside, several tables at once, and verifies it. What it holds is
 * proved by reading all of it back and comparing with the snapshot's digests, so the rows are not
 * looked at on their way in.
 */
final class AsideCreation {
  private final Order order;
  private final Draft draft;
  private final Progress progress;

  AsideCreation(Order order, Draft draft, Progress progress) {
    this.order = order;
    this.draft = draft;
    this.progress = progress;
  }

  /** One of the things that are done to a filled table, in any order and at once. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  /** Builds all of it but for its last step, in which it takes its place. */
  void build(Aside aside) throws IOException {
    List<TableWork> works = bySize();
    progress.phase("loading");
    loadAll(aside, works);
    aside.loaded();
    progress.phase("verifying");
    List<Step> steps = new ArrayList<>();
    for (TableWork work : works) {
      steps.add(() -> aside.index(work.live()));
      steps.add(() -> verify(aside, work));
    }
    Lanes.each(aside.lanes(), steps, Step::run);
    progress.phase("building indexes");
    aside.finish(draft.counters().wanted());
    progress.stopIfCancelled();
  }

  /**
   * A CHECK constraint may call a function that reads another table, so whoever is refused is tried
   * again after the others.
   */
  private void loadAll(Aside aside, List<TableWork> works) throws IOException {
    List<TableWork> waiting = works;
    while (!waiting.isEmpty()) {
      Map<TableWork, BelayException> refused = new ConcurrentHashMap<>();
      Lanes.each(
          aside.lanes(),
          waiting,
          work -> {
            try {
              load(aside, work);
            } catch (BelayException e) {
              if (e.code() != ErrorCode.REFUSED) {
                throw e;
              }
              refused.put(work, e);
            }
          });
      if (refused.size() == waiting.size()) {
        throw refused.get(waiting.get(0));
      }
      waiting = waiting.stream().filter(refused::containsKey).toList();
    }
  }

  /** The largest first, so that no lane is left alone with one at the end. */
  private List<TableWork> bySize() {
    return draft.works().values().stream()
        .sorted(Comparator.comparingLong((TableWork w) -> order.aim().weight(w.live())).reversed())
        .toList();
  }

  private void load(Aside aside, TableWork work) throws IOException {
    if (!work.changes()) {
      return;
    }
    progress.table(work.live().name(), -1);
    try (ToldChunks chunks =
        new ToldChunks(
            ReadAhead.of(order.aim().chunks(work.live())), work.live().name(), progress)) {
      long taken =
          aside.load(work.live(), work.compared(), () -> chunks.next() ? chunks.open() : null);
      if (taken != work.insert()) {
        throw differs(work, "the server took %d rows of %d".formatted(taken, work.insert()));
      }
    }
  }

  private void verify(Aside aside, TableWork work) throws IOException {
    progress.stopIfCancelled();
    TableDigest written = Comparer.digest(aside.rows(work.live(), work.compared()));
    if (!written.equals(work.added())) {
      throw differs(
          work,
          "%d rows read back with digest %s, %d with %s were to be written"
              .formatted(written.rows(), written.hex(), work.added().rows(), work.added().hex()));
    }
  }

  private static BelayException differs(TableWork work, String how) {
    return Verification.differs(work.live().name(), how);
  }
}

package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.engine.Change.Applied;
import dev.belay.engine.Change.Reference;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan.Reason;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proof that the database is as planned, made inside the transaction, after everything was
 * applied and before it commits. Whatever does not hold ends the run with an error, and the
 * transaction is rolled back.
 */
final class Verification {
  private final Change change;
  private final Draft draft;

  Verification(Change change, Draft draft) {
    this.change = change;
    this.draft = draft;
  }

  /** What the database says it did is what was planned. */
  void counts(List<Applied> applied) {
    for (TableWork work : draft.works().values()) {
      if (!work.staged()) {
        continue;
      }
      Applied done =
          applied.stream()
              .filter(a -> a.table().name().equals(work.live().name()))
              .findFirst()
              .orElseGet(() -> new Applied(work.live(), 0, 0, 0));
      expect(work.live().name(), "inserted", work.insert(), done.inserted());
      expect(work.live().name(), "updated", work.update(), done.updated());
      expect(work.live().name(), "deleted", work.delete(), done.deleted());
    }
  }

  /**
   * Every row that was written reads back as it should be, and every row that should be gone is.
   */
  void rows() throws IOException {
    for (TableWork work : draft.works().values()) {
      if (!work.changes()) {
        continue;
      }
      TableDigest written = Comparer.digest(change.written(work.live()));
      if (!written.equals(work.added())) {
        throw differs(
            work.live().name(),
            "%d rows read back with digest %s, %d with %s were to be written"
                .formatted(written.rows(), written.hex(), work.added().rows(), work.added().hex()));
      }
      if (!work.bulk()) {
        expect(work.live().name(), "still there", 0, change.undeleted(work.live()));
      }
    }
  }

  /**
   * Every reference that the run could have broken holds. References that do not hold in the
   * snapshot either are kept as they are, and reported.
   *
   * @return what is to be reported
   */
  List<String> references(Order order) throws IOException {
    List<String> kept = new ArrayList<>();
    References references = References.of(change);
    Dangling dangling = new Dangling(order, change, draft);
    for (Reference reference : references.all()) {
      Optional<Table> parent = change.catalog().table(reference.key().target());
      // A partitioned table has no rows of its own, so it is not in the catalog: any partition may
      // have changed.
      boolean concerned =
          changed(reference.child().name())
              || changed(reference.key().target())
              || parent.isEmpty();
      if (!concerned) {
        continue;
      }
      long broken =
          change.broken(reference.child(), reference.key(), parent.orElse(reference.child()));
      if (broken > 0) {
        kept.add(dangling.judge(reference, references.parents(reference), broken));
      }
    }
    return kept;
  }

  private boolean changed(TableName table) {
    TableWork work = draft.works().get(table);
    return work != null && work.changes();
  }

  /**
   * In mode replace, and with the same columns on both sides, the result is the snapshot itself.
   */
  void againstAim(Order order) {
    boolean inPart = order.coverage().flatMap(Coverage::only).isPresent();
    if (order.mode() != Mode.REPLACE || inPart) {
      return;
    }
    for (Map.Entry<TableName, TableWork> entry : draft.works().entrySet()) {
      TableWork work = entry.getValue();
      Optional<Table> wanted = order.aim().catalog().table(entry.getKey());
      if (work.reason() != Reason.SELECTED
          || wanted.isEmpty()
          || !wanted.get().stored().equals(work.live().stored())) {
        continue;
      }
      Optional<TableDigest> aim = order.aim().digest(wanted.get());
      if (aim.isPresent() && !aim.get().equals(work.after())) {
        throw differs(
            entry.getKey(),
            "it would have %d rows with digest %s, the snapshot has %d with %s"
                .formatted(
                    work.after().rows(), work.after().hex(), aim.get().rows(), aim.get().hex()));
      }
    }
  }

  private static void expect(TableName table, String what, long planned, long observed) {
    if (planned != observed) {
      throw differs(table, "%d rows %s, %d were planned".formatted(observed, what, planned));
    }
  }

  static BelayException differs(TableName table, String how) {
    return new BelayException(
        ErrorCode.FAILED,
        "table " + table + " is not as planned: " + how,
        "nothing was changed; run 'belay check --read-data', and report this if all is well there");
  }
}

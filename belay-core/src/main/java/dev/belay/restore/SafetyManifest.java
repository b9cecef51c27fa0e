package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.model.Counter;
import dev.belay.model.Plan.CounterChange;
import dev.belay.model.ShortId;
import dev.belay.model.StoredFiles;
import dev.belay.model.TableName;
import dev.belay.snapshot.Manifest;
import dev.belay.snapshot.Manifest.StoredTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run's safety snapshot says of itself: the tables that the run changes, as they were, and
 * the counters.
 */
final class SafetyManifest {
  /** Why such a snapshot has no structure. */
  static final String ROWS_ONLY = "a safety snapshot holds rows only";

  private final Order order;
  private final Change change;
  private final Draft draft;

  SafetyManifest(Order order, Change change, Draft draft) {
    this.order = order;
    this.change = change;
    this.draft = draft;
  }

  /**
   * Makes it.
   *
   * @param live has stored the tables
   * @param files those of the files that were stored, too
   */
  Manifest of(RunContext context, LiveReader live, List<StoredFiles> files) {
    List<TableName> names = new ArrayList<>();
    List<StoredTable> stored = new ArrayList<>();
    for (TableWork work : draft.works().values()) {
      TableName name = work.live().name();
      if (isKept(work)) {
        names.add(name);
        stored.add(
            live.stored(name)
                .orElseThrow(() -> new IllegalStateException(name + " was not stored")));
      }
    }
    return new Manifest(
        Manifest.FORMAT,
        context.tool(),
        context.now(),
        order.name(),
        order.database().address().display(),
        "safety",
        "before " + order.command() + " of " + ShortId.of(order.source()),
        order.by(),
        List.of(),
        new Manifest.SelectionNote(names.stream().map(Object::toString).toList(), List.of()),
        change.catalog(),
        stored,
        change.counters().stream().filter(c -> belongs(c, names)).toList(),
        ROWS_ONLY,
        change.warnings(),
        files);
  }

  /** Of a table that was not read only a counter can change; the record has where it stood. */
  private boolean isKept(TableWork work) {
    boolean read = !order.same().contains(work.live().name());
    return work.changes() || (read && isCounted(work));
  }

  private boolean isCounted(TableWork work) {
    return draft.counters().changes().stream().anyMatch(c -> touches(c, work.live().name()));
  }

  private boolean touches(CounterChange counter, TableName table) {
    return counter.name().equals(table)
        || change.counters().stream()
            .anyMatch(c -> c.name().equals(counter.name()) && c.table().equals(Optional.of(table)));
  }

  /** A counter of no table with rows is only put back by an undo if the run changed it. */
  private boolean belongs(Counter counter, List<TableName> tables) {
    return counter.table().filter(tables::contains).isPresent()
        || draft.counters().changes().stream().anyMatch(c -> c.name().equals(counter.name()));
  }
}

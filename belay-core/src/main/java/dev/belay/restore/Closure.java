package dev.belay.restore;

import dev.belay.diff.DriftCheck;
import dev.belay.engine.Change;
import dev.belay.engine.Change.Reference;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey.Action;
import dev.belay.model.Mode;
import dev.belay.model.Plan.Reason;
import dev.belay.model.RowCount;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rules.RuledAim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What foreign keys take along when only some tables are restored: rows of other tables that
 * restored rows refer to are restored where they are missing; rows of other tables that refer to
 * rows which will be deleted go the way that their foreign key says, and are shown. Where it says
 * that such rows forbid the deletion, the plan is refused.
 */
final class Closure {
  private final Change change;
  private final Comparer comparer;
  private final Catalog aim;
  private final References references;
  private final Mode mode;
  private final Set<TableName> untouched;
  private final Set<TableName> selected;
  private final Map<TableName, TableWork> works;
  private final Map<TableName, TableWork> referenced = new TreeMap<>();
  private final Set<TableName> cascaded = new TreeSet<>();
  private final Order order;
  private final boolean leavesLoose;
  private final List<String> loose = new ArrayList<>();
  private final Optional<Coverage> coverage;
  private final List<Uncovered> uncovered = new ArrayList<>();

  Closure(
      Change change,
      Comparer comparer,
      Order order,
      References references,
      Set<TableName> untouched,
      Map<TableName, TableWork> works) {
    this.change = change;
    this.order = order;
    this.comparer = comparer;
    this.aim = order.aim().catalog();
    this.references = references;
    this.mode = order.mode();
    this.leavesLoose = order.leavesLoose();
    this.coverage = order.coverage();
    this.untouched = untouched;
    this.works = works;
    this.selected = Set.copyOf(works.keySet());
  }

  /** Whether changes to this table could concern one that is not selected. */
  static boolean reachesOut(
      Table table, References references, Set<TableName> selected, Mode mode) {
    boolean up =
        references.from(table.name()).stream()
            .anyMatch(r -> !selected.containsAll(references.parents(r)));
    boolean down =
        mode.deletes()
            && references.to(table.name()).stream()
                .anyMatch(r -> !selected.contains(r.child().name()));
    return up || down;
  }

  /** Adds to the works what has to change beside the selected tables. */
  void extend() throws IOException {
    if (mode.deletes()) {
      for (TableWork work : List.copyOf(works.values())) {
        boolean others = coverage.isPresent() && isRenumbered(work.live()) && work.update() > 0;
        if (work.delete() > 0 || others) {
          cascadeFrom(work.live());
        }
      }
    }
    if (!uncovered.isEmpty()) {
      throw Uncovered.question(change, references, coverage.orElseThrow(), selected, uncovered);
    }
    for (TableName table : cascaded) {
      works.put(table, comparer.cascaded(live(table)));
    }
    for (TableWork work : List.copyOf(works.values())) {
      if (work.insert() + work.update() > 0) {
        bringParents(work.live());
      }
    }
    prune();
    works.putAll(referenced);
  }

  /**
   * The tables beside the works of which rows refer to rows that will be inserted: those dangle so
   * far, and an undo that takes the rows away again has to know that they did.
   */
  Set<TableName> dangling() throws IOException {
    Set<TableName> dangling = new TreeSet<>();
    if (!mode.deletes()) {
      return dangling;
    }
    for (TableWork work : works.values()) {
      for (Reference reference : references.to(work.live().name())) {
        TableName child = reference.child().name();
        if (work.insert() > 0
            && !works.containsKey(child)
            && change.dangling(reference.child(), reference.key(), work.live()) > 0) {
          dangling.add(child);
        }
      }
    }
    return dangling;
  }

  /** What a person should know of references that will not hold. */
  List<String> loose() {
    return loose;
  }

  private void cascadeFrom(Table parent) throws IOException {
    for (Reference reference : references.to(parent.name())) {
      Table child = reference.child();
      if (selected.contains(child.name()) || untouched.contains(child.name())) {
        continue;
      }
      long orphans = change.orphans(child, reference.key(), parent);
      if (coverage.isPresent() && !covered(reference, parent, orphans)) {
        continue;
      }
      if (orphans == 0) {
        continue;
      }
      if (leavesLoose) {
        loose.add(
            "%d rows of %s refer to rows of %s that go; they stay as they are"
                .formatted(orphans, child.name(), parent.name()));
        continue;
      }
      Action action = reference.key().onDelete();
      if (action != Action.CASCADE && action != Action.SET_NULL) {
        throw order.ruled().isPresent()
            ? unnamed(order.ruled().get(), parent, child, orphans)
            : refused(parent, child, orphans, aim.table(child.name()).isPresent());
      }
      change.cascade(child, reference.key(), parent);
      cascaded.add(child.name());
      if (action == Action.CASCADE) {
        cascadeFrom(child);
      }
    }
  }

  private boolean isRenumbered(Table table) {
    return coverage.isPresent() && coverage.get().renumbered().contains(table.name());
  }

  /** Whether the rules allow that the references of this table are cleared; else notes that. */
  private boolean covered(Reference reference, Table parent, long orphans) throws IOException {
    long all = isRenumbered(parent) ? Entity.referring(change, reference) : orphans;
    if (all == 0) {
      return false;
    }
    if (!coverage.orElseThrow().keep().contains(reference.child().name())) {
      uncovered.add(new Uncovered(reference, all));
      return false;
    }
    if (reference.key().onDelete() != Action.SET_NULL || all > orphans) {
      throw Uncovered.cannotStay(reference, all, all > orphans);
    }
    return true;
  }

  private static String referring(Table parent, Table child, long orphans) {
    return "%s of %s %s to rows of %s that would be deleted"
        .formatted(RowCount.of(orphans), child.name(), RowCount.refer(orphans), parent.name());
  }

  private static BelayException refused(
      Table parent, Table child, long orphans, boolean restorable) {
    return new BelayException(
        ErrorCode.REFUSED,
        referring(parent, child, orphans),
        restorable
            ? ("restore %s as well (--table %s), or keep rows that the snapshot does not have"
                    + " (--mode merge)")
                .formatted(child.name(), child.name())
            : ("the snapshot does not have %s: keep rows that it does not have (--mode merge), or"
                    + " delete those of %s first")
                .formatted(child.name(), child.name()));
  }

  private static BelayException unnamed(RuledAim rules, Table parent, Table child, long orphans) {
    return new BelayException(
        ErrorCode.REFUSED,
        referring(parent, child, orphans) + ", and no rule says what becomes of them",
        rules
            .ruling()
            .map(
                r ->
                    "add %s under %s of profile %s: to clear, or a condition to delete"
                        .formatted(
                            child.name(),
                            r.cleanup() ? "cleanup" : "on-restore",
                            r.profile().name()))
            .orElse("restore " + child.name() + " as well"));
  }

  private void bringParents(Table child) throws IOException {
    for (Reference reference : references.from(child.name())) {
      for (TableName parent : references.parents(reference)) {
        bringParent(child, reference, parent);
      }
    }
  }

  private void bringParent(Table child, Reference reference, TableName parent) throws IOException {
    Optional<Table> there = liveTable(parent);
    if (selected.contains(parent) || there.isEmpty() || aim.table(parent).isEmpty()) {
      return;
    }
    boolean known = referenced.containsKey(parent) || cascaded.contains(parent);
    if (known || change.missingParents(child, reference.key(), there.get()) == 0) {
      return;
    }
    requireFit(there.get());
    TableWork work =
        comparer.compare(
            new Comparer.Task(there.get(), Mode.MISSING, Reason.REFERENCED, true, false));
    referenced.put(parent, work);
    bringParents(there.get());
  }

  private void requireFit(Table there) {
    List<String> misfits =
        DriftCheck.compare(aim.table(there.name()).orElseThrow(), Optional.of(there)).stream()
            .filter(d -> !d.fits())
            .map(dev.belay.model.Drift::detail)
            .toList();
    if (!misfits.isEmpty()) {
      throw new BelayException(
          ErrorCode.SCHEMA_MISMATCH,
          "restored rows refer to rows of %s that are missing, and it does not fit: %s"
              .formatted(there.name(), String.join("; ", misfits)),
          "bring the database's structure in line with the snapshot first");
    }
  }

  /** Of the rows that referenced tables lack, only those that something refers to are restored. */
  private void prune() throws IOException {
    boolean again = !referenced.isEmpty();
    while (again) {
      again = false;
      for (Map.Entry<TableName, TableWork> entry : List.copyOf(referenced.entrySet())) {
        TableWork work = entry.getValue();
        List<Reference> wanting = new ArrayList<>();
        for (Reference reference : references.to(entry.getKey())) {
          TableName child = reference.child().name();
          if (works.containsKey(child) || referenced.containsKey(child)) {
            wanting.add(reference);
          }
        }
        long kept = change.keepReferenced(work.live(), wanting);
        if (kept != work.insert()) {
          referenced.put(entry.getKey(), comparer.recounted(work));
          again = true;
        }
      }
    }
    referenced.values().removeIf(work -> !work.changes());
  }

  private Table live(TableName table) {
    return liveTable(table).orElseThrow();
  }

  private Optional<Table> liveTable(TableName table) {
    return change.catalog().table(table);
  }
}

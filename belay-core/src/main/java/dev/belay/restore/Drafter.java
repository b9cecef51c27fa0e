package dev.belay.restore;

import dev.belay.diff.ChunkedRows;
import dev.belay.diff.DriftCheck;
import dev.belay.engine.Change;
import dev.belay.match.MatchedAim;
import dev.belay.model.BelayException;
import dev.belay.model.ChangedTable;
import dev.belay.model.Drift;
import dev.belay.model.EntityKey;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Plan.Reason;
import dev.belay.model.Progress;
import dev.belay.model.RuleEffect;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.Lanes;
import dev.belay.rows.TableDigest;
import dev.belay.rules.RuledAim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Works out a plan on a transaction, which stays as it is but for what gets staged. */
final class Drafter {
  private final Order order;
  private final Change change;
  private final LiveReader live;
  private final Progress progress;
  private final References references;
  private final Objections objections;
  private final RuledParents ruled;
  private final Foresight foresight;

  Drafter(Order order, Change change, LiveReader live, Progress progress) throws IOException {
    this.order = order;
    this.change = change;
    this.live = live;
    this.progress = progress;
    this.references = References.of(change);
    this.objections = new Objections(order, change);
    this.ruled = new RuledParents(order, change, references);
    this.foresight = new Foresight(order, change, references);
  }

  /**
   * Compares and stages.
   *
   * @param forRun whether the plan will be carried out: then all changes are staged, not only those
   *     that foreign keys have to be followed from, or that the database might refuse
   */
  Draft draft(List<Table> tables, boolean forRun) throws IOException {
    Optional<Entity> entity = entity(tables);
    boolean covering = order.coverage().isPresent();
    Map<TableName, TableWork> works = compare(tables, forRun || covering, entity);
    Comparer comparer = new Comparer(change, order.aim(), live, progress);
    SinceRun since = new SinceRun(order, change, references, progress);
    Set<TableName> untouched = since.untouched(comparer, works.keySet());
    Closure closure = new Closure(change, comparer, order, references, untouched, works);
    closure.extend();
    if (covering) {
      requireParents(works);
    }
    ruled.require(works);
    objections.require(works.values());
    List<Table> wanted = tables.stream().map(t -> aimTable(t.name())).toList();
    List<Drift> drift = new Fitting(order, change).drift(wanted, works);
    CounterPlan counters =
        CounterPlan.of(
            order.aim().counters(),
            change.counters(),
            works,
            order.mode(),
            order.selection().whole(),
            this::holders);
    List<ChangedTable> changed = since.changed(works);
    // Behind the counters, which such a table keeps.
    Comparer reader =
        new Comparer(change, order.aim(), new LiveReader(Optional.empty(), progress), progress);
    for (TableName child : closure.dangling()) {
      works.put(child, reader.referring(change.catalog().table(child).orElseThrow()));
    }
    Draft draft =
        new Draft(
            plan(works, counters, drift, changed, closure.loose()),
            works,
            counters,
            drift,
            untouched);
    foresight.require(draft);
    return draft;
  }

  private Table aimTable(TableName name) {
    return order.aim().catalog().table(name).orElseThrow();
  }

  /** For a reset of one entity: its rows; REFUSED where neither side has one. */
  private Optional<Entity> entity(List<Table> tables) throws IOException {
    Optional<EntityKey> only = order.coverage().flatMap(Coverage::only);
    if (only.isEmpty()) {
      return Optional.empty();
    }
    Entity entity = Entity.find(change, references, only.get(), tables);
    boolean comes;
    try (ChunkedRows aim = order.aim().chunks(aimTable(only.get().table()))) {
      comes = aim.next();
    }
    if (!entity.exists() && !comes) {
      throw entity.missing();
    }
    return Optional.of(entity);
  }

  /** Before anything is stored or changed: what comes refers to nothing that will not be there. */
  private void requireParents(Map<TableName, TableWork> works) throws IOException {
    for (TableWork work : works.values()) {
      for (Change.Reference reference : references.from(work.live().name())) {
        Optional<Table> parent = change.catalog().table(reference.key().target());
        long missing =
            parent.isEmpty()
                ? 0
                : change.missingParents(reference.child(), reference.key(), parent.get());
        if (missing > 0) {
          throw new BelayException(
              ErrorCode.USAGE,
              "%d rows of the seed of %s refer (by %s) to rows of %s that will not be there"
                  .formatted(
                      missing,
                      work.live().name(),
                      String.join(", ", reference.key().columns()),
                      reference.key().target()),
              "nothing was changed; complete the seed, or leave those rows out");
        }
      }
    }
  }

  private Map<TableName, TableWork> compare(
      List<Table> tables, boolean forRun, Optional<Entity> entity) throws IOException {
    Set<TableName> selected = new java.util.TreeSet<>();
    tables.forEach(t -> selected.add(t.name()));
    Map<TableName, TableWork> works = Collections.synchronizedMap(new TreeMap<>());
    List<Comparer.Task> tasks = new ArrayList<>();
    for (Table table : change.largestFirst(tables)) {
      if (order.same().contains(table.name())) {
        works.put(table.name(), same(table));
        continue;
      }
      boolean reachesOut = Closure.reachesOut(table, references, selected, order.mode());
      tasks.add(
          new Comparer.Task(
              table,
              order.mode(),
              Reason.SELECTED,
              forRun
                  || reachesOut
                  || objections.possible(table)
                  || ruled.concerns(table.name())
                  || foresight.concerns(table.name()),
              !reachesOut
                  && order.coverage().isEmpty()
                  && !objections.stricter(table)
                  && !foresight.findsOthers(table.name())));
    }
    Comparer comparer = new Comparer(change, order.aim(), live, progress, entity);
    Lanes.each(
        change.lanes(), tasks, task -> works.put(task.live().name(), comparer.compare(task)));
    for (TableWork work : works.values()) {
      if (work.changes()) {
        requireWhole(work.live());
        change.requireChangeable(work.live());
      }
    }
    return new TreeMap<>(works);
  }

  /** Rows of two states of an index, mixed, are none. */
  private void requireWhole(Table table) {
    if (order.mode() != Mode.REPLACE && !table.partOf().isEmpty()) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "%s holds a part of the virtual table %s, whose content can only be replaced as a whole: mode %s would mix two states of it"
              .formatted(
                  table.name(), table.partOf(), order.mode().name().toLowerCase(Locale.ROOT)),
          "leave it out with --exclude-table %1$s and let the application rebuild it, or use mode replace"
              .formatted(table.partOf()));
    }
  }

  /** A table that is known to be as the aim has it. */
  private TableWork same(Table table) {
    Table wanted = aimTable(table.name());
    return new TableWork(
        table,
        DriftCheck.common(wanted, table),
        Reason.SELECTED,
        0,
        0,
        0,
        order.aim().digest(wanted).orElseThrow(),
        TableDigest.EMPTY,
        TableDigest.EMPTY,
        false,
        false);
  }

  /** Of a table that is in no catalog, its partitions. */
  private Set<TableName> holders(TableName table) throws IOException {
    return change.catalog().table(table).isPresent() ? Set.of(table) : change.partitions(table);
  }

  private Plan plan(
      Map<TableName, TableWork> works,
      CounterPlan counters,
      List<Drift> drift,
      List<ChangedTable> overwrites,
      List<String> loose) {
    List<Plan.PlannedTable> tables = works.values().stream().map(TableWork::planned).toList();
    return new Plan(
            PlanId.of(order, tables, counters),
            order.command(),
            order.source(),
            order.name(),
            order.mode(),
            tables,
            counters.changes(),
            drift,
            warnings(tables, loose),
            overwrites,
            order.aim() instanceof MatchedAim aim ? aim.matched() : List.of(),
            List.of())
        .withRules(effects(works));
  }

  /** A cleared table that began with the live rows had as many as there are. */
  private List<RuleEffect> effects(Map<TableName, TableWork> works) {
    List<RuleEffect> effects = order.ruled().map(RuledAim::effects).orElse(List.of());
    return effects.stream().map(e -> e.rule().equals("clear") ? counted(e, works) : e).toList();
  }

  private static RuleEffect counted(RuleEffect effect, Map<TableName, TableWork> works) {
    return works.values().stream()
        .filter(w -> effect.rows() < 0 && w.live().name().toString().equals(effect.table()))
        .findFirst()
        .map(w -> new RuleEffect("clear", effect.table(), effect.sql(), w.before().rows()))
        .orElse(effect);
  }

  private List<String> warnings(List<Plan.PlannedTable> tables, List<String> loose) {
    List<String> warnings = new ArrayList<>(change.warnings());
    warnings.addAll(loose);
    for (Plan.PlannedTable table : tables) {
      if (!table.triggers().isEmpty()) {
        warnings.add(
            "triggers on %s do not fire: %s"
                .formatted(table.table(), String.join(", ", table.triggers())));
      }
    }
    return warnings;
  }
}

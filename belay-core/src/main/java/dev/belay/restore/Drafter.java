package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.ChunkedRows;
import dev.belay.diff.DriftCheck;
import dev.belay.diff.LiveAim;
import dev.belay.diff.Projection;
import dev.belay.engine.Change;
import dev.belay.match.MatchedAim;
import dev.belay.model.BelayException;
import dev.belay.model.ChangedTable;
import dev.belay.model.Column;
import dev.belay.model.Drift;
import dev.belay.model.EntityKey;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Plan.Reason;
import dev.belay.model.Progress;
import dev.belay.model.RuleEffect;
import dev.belay.model.ShortId;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.Lanes;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import dev.belay.rules.RuledAim;
import dev.belay.snapshot.ChunkIds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Works out a plan on a transaction, which stays as it is but for what gets staged. */
final class Drafter {
  private final Order order;
  private final Change change;
  private final LiveReader live;
  private final Progress progress;
  private final References references;

  Drafter(Order order, Change change, LiveReader live, Progress progress) throws IOException {
    this.order = order;
    this.change = change;
    this.live = live;
    this.progress = progress;
    this.references = References.of(change);
  }

  /** The selected tables as the live database has them; SCHEMA_MISMATCH where one does not fit. */
  static List<Table> fitting(Order order, Change change) {
    List<Table> wanted =
        order
            .selection()
            .of(order.aim().catalog().tables(), "snapshot " + ShortId.of(order.source()));
    List<String> misfits =
        drift(wanted, change, sides(order)).stream()
            .filter(d -> !d.fits() && !d.onlyNewRows())
            .map(Drift::detail)
            .toList();
    if (!misfits.isEmpty()) {
      throw misfit(misfits);
    }
    return wanted.stream().map(t -> change.catalog().table(t.name()).orElseThrow()).toList();
  }

  private static BelayException misfit(List<String> details) {
    return new BelayException(
        ErrorCode.SCHEMA_MISMATCH,
        "the snapshot does not fit the database: " + String.join("; ", details),
        "leave tables out with --exclude-table, or build a new database with --create --db");
  }

  /** What stands in the way of new rows is no obstacle where there are none. */
  private static List<Drift> admitted(List<Drift> drift, Map<TableName, TableWork> works) {
    List<String> misfits =
        drift.stream()
            .filter(d -> !d.fits() && inserts(works.get(d.table())))
            .map(Drift::detail)
            .toList();
    if (!misfits.isEmpty()) {
      throw misfit(misfits);
    }
    return drift.stream().map(d -> d.fits() ? d : d.withoutNewRows()).toList();
  }

  private static boolean inserts(@Nullable TableWork work) {
    return work != null && work.insert() > 0;
  }

  private static List<Drift> drift(List<Table> wanted, Change change, DriftCheck.Sides sides) {
    return wanted.stream()
        .flatMap(t -> DriftCheck.compare(t, change.catalog().table(t.name()), sides).stream())
        .toList();
  }

  private static DriftCheck.Sides sides(Order order) {
    return order.coverage().isPresent()
        ? new DriftCheck.Sides("the seed", "the database")
        : DriftCheck.Sides.RESTORE;
  }

  /**
   * Compares and stages.
   *
   * @param forRun whether the plan will be carried out: then all changes are staged, not only those
   *     that foreign keys have to be followed from
   */
  Draft draft(List<Table> tables, boolean forRun) throws IOException {
    Optional<Entity> entity = entity(tables);
    boolean covering = order.coverage().isPresent();
    Map<TableName, TableWork> works = compare(tables, forRun || covering, entity);
    Comparer comparer = new Comparer(change, order.aim(), live, progress);
    Set<TableName> untouched = untouchedSince(comparer, works);
    Closure closure = new Closure(change, comparer, order, references, untouched, works);
    closure.extend();
    if (covering) {
      requireParents(works);
    }
    List<Table> wanted = tables.stream().map(t -> aimTable(t.name())).toList();
    List<Drift> drift = new ArrayList<>(admitted(drift(wanted, change, sides(order)), works));
    if (order.selection().whole() && !order.command().equals("undo")) {
      drift.addAll(
          DriftCheck.extraTables(
              order.aim().structure(), change.catalog(), DriftCheck.Sides.RESTORE));
    }
    CounterPlan counters =
        CounterPlan.of(
            order.aim().counters(),
            change.counters(),
            works,
            order.mode(),
            order.selection().whole(),
            this::holders);
    List<ChangedTable> changed = changedSince(works);
    return new Draft(
        plan(works, counters, drift, changed, closure.loose()), works, counters, drift, untouched);
  }

  /**
   * For an undo: the tables beside the selected ones that are as the run left them, which is as
   * they were before it. What their rows refer to, or do not find, is then as it was, too.
   */
  private Set<TableName> untouchedSince(Comparer comparer, Map<TableName, TableWork> works)
      throws IOException {
    Set<TableName> untouched = new TreeSet<>();
    for (Table table : change.catalog().tables()) {
      Left left = order.left().get(table.name());
      boolean near =
          references.to(table.name()).stream().anyMatch(r -> works.containsKey(r.child().name()))
              || references.from(table.name()).stream()
                  .anyMatch(r -> works.containsKey(r.key().target()));
      if (left != null
          && near
          && !works.containsKey(table.name())
          && comparer.scan(table).hex().equals(left.digest())) {
        untouched.add(table.name());
      }
    }
    return untouched;
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
              forRun || reachesOut,
              !reachesOut && order.coverage().isEmpty()));
    }
    Comparer comparer = new Comparer(change, order.aim(), live, progress, entity);
    Lanes.each(
        change.lanes(), tasks, task -> works.put(task.live().name(), comparer.compare(task)));
    for (TableWork work : works.values()) {
      if (work.changes()) {
        change.requireChangeable(work.live());
      }
    }
    return new TreeMap<>(works);
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

  /** For an undo: what is not as the run left it. */
  private List<ChangedTable> changedSince(Map<TableName, TableWork> works) throws IOException {
    List<ChangedTable> changed = new ArrayList<>();
    for (TableWork work : works.values()) {
      Left left = order.left().get(work.live().name());
      if (left != null
          && !left.digest().equals(work.before().hex())
          && !equalWhereCompared(work.live(), left)) {
        ChangedTable since = since(work, left);
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

  private ChangedTable since(TableWork work, Left left) throws IOException {
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

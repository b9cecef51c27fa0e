package dev.belay.restore;

import dev.belay.diff.ChunkedRows;
import dev.belay.diff.ReadAhead;
import dev.belay.diff.TableDiff;
import dev.belay.engine.Aside;
import dev.belay.engine.Asides;
import dev.belay.engine.Change;
import dev.belay.engine.FileDatabase;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Stage;
import dev.belay.model.BelayException;
import dev.belay.model.Built;
import dev.belay.model.Catalog;
import dev.belay.model.ErrorCode;
import dev.belay.model.KeptFiles;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.repository.Repository;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.Manifest;
import dev.belay.snapshot.Manifest.StoredTable;
import dev.belay.snapshot.Predecessors;
import dev.belay.snapshot.SnapshotWriter;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Builds a new database from a snapshot's DDL and rows: all of it, verified, or nothing. What was
 * there before is the empty set, and that is what its safety snapshot holds. {@link CreationUndo}
 * takes it back; where the database is a file, {@link FileUndo} does.
 */
public final class Creation {
  private final Repository repository;
  private final ReadOptions options;
  private final Clock clock;
  private final String tool;

  public Creation(Repository repository, ReadOptions options, Clock clock, String tool) {
    this.repository = repository;
    this.options = options;
    this.clock = clock;
    this.tool = tool;
  }

  /**
   * How the database is built.
   *
   * @param asides builds it aside; empty for one transaction in the database itself
   * @param told the way in words; empty where the engine has only one
   */
  private record Way(Optional<Asides> asides, String told) {
    /**
     * Up to so many bytes one connection is quick, while dropping the empty database makes the
     * server write down everything that was changed in any database of it, which can take seconds.
     */
    private static final long SMALL = 16 << 20;

    static Way of(Order order, ReadOptions options) throws IOException {
      Optional<Asides> asides = order.database().asides(options);
      if (asides.isEmpty()) {
        return new Way(asides, "");
      }
      long bytes = tables(order).stream().mapToLong(order.aim()::weight).sum();
      Optional<String> hindrance =
          bytes < SMALL ? Optional.of("it is small") : asides.get().hindrance();
      return hindrance.isPresent()
          ? new Way(Optional.empty(), "in one transaction, since " + hindrance.get())
          : new Way(
              asides,
              "aside, by %d connections; the empty one is replaced at the end"
                  .formatted(options.lanes()));
    }

    Draft tell(Draft draft) {
      if (told.isEmpty()) {
        return draft;
      }
      List<String> warnings = new ArrayList<>(draft.plan().warnings());
      warnings.add("it is built " + told);
      return new Draft(
          draft.plan().with(warnings, draft.plan().moves()),
          draft.works(),
          draft.counters(),
          draft.drift(),
          draft.untouched());
    }
  }

  /** What a run would do. */
  public static Plan plan(Order order, Scripts scripts, ReadOptions options) throws IOException {
    require(order, scripts);
    return Way.of(order, options).tell(draft(order)).plan();
  }

  /** Builds the database. */
  public RunResult run(Order order, Scripts scripts, Optional<String> expected, Progress progress)
      throws IOException {
    Instant begun = clock.instant();
    require(order, scripts);
    Way way = Way.of(order, options);
    Draft draft = way.tell(draft(order));
    requirePlan(draft.plan(), expected);
    String safety = emptySet(order, draft);
    RunRecord record = record(order, draft.plan(), safety, begun);
    boolean server = record.built().isPresent();
    RunJournal.Entry entry =
        new RunJournal(repository, clock)
            .begin(
                record,
                order.database().address(),
                way.asides().map(asides -> asides.mark(record.run())));
    List<String> notes = new ArrayList<>();
    boolean ended = false;
    try {
      build(order, way, draft, scripts, entry, notes, progress);
    } catch (IOException | RuntimeException | Error e) {
      if (end(order, entry, e) != RunOutcome.COMMITTED) {
        throw e;
      }
      ended = true;
    }
    if (server && !ended) {
      entry.built(CreationUndo.structure(order.database(), options));
    }
    Optional<String> unrecorded = ended ? Optional.empty() : Runner.committed(entry, notes);
    double seconds = Duration.between(begun, clock.instant()).toMillis() / 1000.0;
    return new RunResult(
        Runner.told(draft.plan(), unrecorded),
        Optional.of(entry.run()),
        RunOutcome.COMMITTED,
        Optional.of(safety),
        seconds);
  }

  /** Builds and commits. Adds to {@code notes} what is to be told of it afterwards. */
  private void build(
      Order order,
      Way way,
      Draft draft,
      Scripts scripts,
      RunJournal.Entry entry,
      List<String> notes,
      Progress progress)
      throws IOException {
    Optional<Aside> begun = begin(order, way, scripts, entry.run(), notes);
    if (begun.isPresent()) {
      try (Aside aside = begun.get()) {
        new AsideCreation(order, draft, progress).build(aside);
        progress.phase("committing");
        entry.committing(aside.commitMark(), aside.warnings());
        aside.commit();
        progress.phase("clearing up");
        notes.addAll(aside.clear());
      }
      return;
    }
    inPlace(order, draft, scripts, entry, progress);
  }

  /**
   * In one transaction. A CHECK constraint may call a function that reads another table, so where a
   * table's rows are refused, it begins again with that table at the end.
   */
  private void inPlace(
      Order order, Draft draft, Scripts scripts, RunJournal.Entry entry, Progress progress)
      throws IOException {
    List<TableWork> works = new ArrayList<>(draft.works().values());
    Set<TableName> waited = new HashSet<>();
    while (true) {
      try (Change change =
          order.database().create(options, order.aim().catalog(), scripts.before())) {
        Optional<TableWork> refused = load(order, change, works, waited, progress);
        if (refused.isEmpty()) {
          complete(change, draft, scripts, progress);
          entry.committing(change.commitMark(), change.warnings());
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
  private static Optional<TableWork> load(
      Order order, Change change, List<TableWork> works, Set<TableName> waited, Progress progress)
      throws IOException {
    progress.phase("loading");
    for (TableWork work : works) {
      try {
        load(order, change, work, progress);
      } catch (BelayException e) {
        if (e.code() != ErrorCode.REFUSED || !waited.add(work.live().name())) {
          throw e;
        }
        return Optional.of(work);
      }
    }
    return Optional.empty();
  }

  /** The database aside; empty where it has to be done without, which is noted. */
  private static Optional<Aside> begin(
      Order order, Way way, Scripts scripts, String run, List<String> notes) throws IOException {
    if (way.asides().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(way.asides().get().begin(order.aim().catalog(), scripts, run));
    } catch (BelayException e) {
      if (e.code() != ErrorCode.UNSUPPORTED) {
        throw e;
      }
      notes.add("built in one transaction: " + e.getMessage());
      return Optional.empty();
    }
  }

  static void requirePlan(Plan plan, Optional<String> expected) {
    if (expected.isPresent() && !expected.get().equals(plan.id())) {
      throw new BelayException(
          ErrorCode.STALE_PLAN,
          "the plan %s is stale: the database or the snapshot changed since; it would be %s now"
              .formatted(expected.get(), plan.id()),
          "nothing was changed; look at the new plan with --dry-run");
    }
  }

  /**
   * Records how it ended, as the database says. It may have committed though it told of failure.
   */
  private static RunOutcome end(Order order, RunJournal.Entry entry, Throwable failure) {
    try {
      boolean asked = !entry.mark().isEmpty();
      RunOutcome outcome =
          asked ? Recovery.ask(order.database(), entry.mark()) : RunOutcome.ROLLED_BACK;
      entry.finish(outcome, List.of("failed: " + failure.getMessage()));
      return outcome;
    } catch (IOException | RuntimeException e) {
      // Without an end in the journal the next command asks again.
      failure.addSuppressed(e);
      return RunOutcome.UNKNOWN;
    }
  }

  private static void require(Order order, Scripts scripts) throws IOException {
    if (!scripts.complete()) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "the snapshot has no structure to build a database from: " + scripts.missing(),
          "create the tables with the application's migrations, then restore without --create");
    }
    String engine = order.database().address().engine();
    if (!engine.equals(order.aim().catalog().engine())) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "a snapshot of %s can't become a database of %s"
              .formatted(order.aim().catalog().engine(), engine),
          "give a database of the same engine with --db");
    }
    order.database().requirePlace();
  }

  private static List<Table> tables(Order order) {
    return order.selection().of(order.aim().catalog().tables(), "the snapshot");
  }

  static Draft draft(Order order) {
    Map<TableName, TableWork> works = new TreeMap<>();
    for (Table table : tables(order)) {
      TableDigest all = order.aim().digest(table).orElseThrow();
      works.put(
          table.name(),
          new TableWork(
              table,
              table.stored(),
              Plan.Reason.SELECTED,
              all.rows(),
              0,
              0,
              TableDigest.EMPTY,
              TableDigest.EMPTY,
              all,
              false,
              true));
    }
    List<Plan.PlannedTable> planned = works.values().stream().map(TableWork::planned).toList();
    CounterPlan counters = new CounterPlan(order.aim().counters(), List.of());
    Plan plan =
        new Plan(
                PlanId.of(order, planned, counters),
                order.command(),
                order.source(),
                order.name(),
                Mode.REPLACE,
                planned,
                List.of(),
                List.of(),
                List.of("a new database is built: " + order.database().address().display()),
                List.of(),
                List.of(),
                List.of())
            .withStructure();
    return new Draft(plan, works, counters, List.of(), Set.of());
  }

  static void build(Order order, Change change, Draft draft, Scripts scripts, Progress progress)
      throws IOException {
    progress.phase("loading");
    for (TableWork work : draft.works().values()) {
      load(order, change, work, progress);
    }
    complete(change, draft, scripts, progress);
  }

  private static void load(Order order, Change change, TableWork work, Progress progress)
      throws IOException {
    progress.table(work.live().name(), -1);
    try (Stage stage = change.bulk(work.live(), work.compared());
        ChunkedRows rows =
            new ToldChunks(
                new ReadAhead(order.aim().chunks(work.live())), work.live().name(), progress)) {
      new TableDiff(work.live(), work.live(), work.compared())
          .run(rows, ChunkedRows.NONE, new Tally(Mode.MISSING, Optional.of(stage)));
    }
  }

  /** All rows are in: verifies them, and makes everything that comes after them. */
  private static void complete(Change change, Draft draft, Scripts scripts, Progress progress)
      throws IOException {
    change.apply();
    progress.phase("verifying");
    new Verification(change, draft).rows();
    progress.phase("building indexes");
    change.finish(scripts.after());
    change.counters(
        draft.counters().wanted(), draft.works().values().stream().map(TableWork::live).toList());
  }

  private String emptySet(Order order, Draft draft) throws IOException {
    Predecessors none = Predecessors.none(repository);
    try (SnapshotWriter writer = new SnapshotWriter(repository, none)) {
      List<StoredTable> stored = new ArrayList<>();
      for (TableWork work : draft.works().values()) {
        stored.add(writer.table(work.live()).finish());
      }
      Catalog catalog = order.aim().catalog();
      Manifest manifest =
          new Manifest(
              Manifest.FORMAT,
              tool,
              OffsetDateTime.now(clock),
              order.name(),
              order.database().address().display(),
              "safety",
              "before " + order.command() + " into a new database: no rows",
              order.by(),
              List.of(),
              new Manifest.SelectionNote(List.of(), List.of()),
              catalog,
              stored,
              List.of(),
              "a safety snapshot holds rows only",
              List.of());
      return writer.commit(manifest, Scripts.none("a safety snapshot holds rows only"));
    }
  }

  private RunRecord record(Order order, Plan plan, String safety, Instant begun)
      throws IOException {
    RunRecord record =
        RunRecords.begun(
            order,
            plan,
            Optional.of(safety),
            Optional.empty(),
            begun.atZone(clock.getZone()).toOffsetDateTime(),
            RunJournal.newId(),
            List.of("built a new database"));
    return order.database() instanceof FileDatabase file
        ? record.withFiles(KeptFiles.none(file.file().toString()))
        : record.withBuilt(new Built(order.database().contents(options), ""));
  }
}

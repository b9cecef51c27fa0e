package dev.belay.restore;

import dev.belay.engine.Aside;
import dev.belay.engine.FileDatabase;
import dev.belay.engine.ReadOptions;
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
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.Manifest;
import dev.belay.snapshot.Manifest.StoredTable;
import dev.belay.snapshot.Predecessors;
import dev.belay.snapshot.SnapshotWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
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
  private final RunContext context;

  public Creation(RunContext context) {
    this.context = context;
  }

  /** What a run would do. */
  public static Plan plan(Order order, Scripts scripts, ReadOptions options) throws IOException {
    require(order, scripts);
    return CreationWay.of(order, options).tell(draft(order).plan());
  }

  /** Builds the database. */
  public RunResult run(Order order, Scripts scripts, Optional<String> expected, Progress progress)
      throws IOException {
    Instant begun = context.clock().instant();
    require(order, scripts);
    CreationWay way = CreationWay.of(order, context.options());
    Draft whole = draft(order);
    Draft draft = whole.with(way.tell(whole.plan()));
    Admission.requireSame(draft.plan(), expected);
    String safety = emptySet(order, draft);
    RunRecord record = record(order, draft.plan(), safety, begun);
    RunJournal.Entry entry =
        context.journal().begin(record, order.database().address(), way.mark(record.run()));
    List<String> notes = new ArrayList<>();
    boolean recorded = false;
    try {
      build(order, way, draft, scripts, entry, notes, progress);
    } catch (IOException | RuntimeException | Error e) {
      if (end(order, entry, e) != RunOutcome.COMMITTED) {
        throw e;
      }
      recorded = true;
    }
    if (!recorded && record.built().isPresent()) {
      entry.built(StructureDigest.of(order.database(), context.options()));
    }
    Optional<String> unrecorded = recorded ? Optional.empty() : RunEnd.recorded(entry, notes);
    return context.committed(
        draft.plan().withWarnings(unrecorded.stream().toList()),
        Optional.of(entry.run()),
        Optional.of(safety),
        begun);
  }

  /** Builds and commits. Adds to {@code notes} what is to be told of it afterwards. */
  private void build(
      Order order,
      CreationWay way,
      Draft draft,
      Scripts scripts,
      RunJournal.Entry entry,
      List<String> notes,
      Progress progress)
      throws IOException {
    Optional<Aside> begun = way.begin(order, scripts, entry.run(), notes);
    if (begun.isEmpty()) {
      new InPlaceCreation(order, draft, scripts, progress)
          .build(
              order.database(),
              context.options(),
              change -> entry.committing(change.commitMark(), change.warnings()));
      return;
    }
    try (Aside aside = begun.get()) {
      new AsideCreation(order, draft, progress).build(aside);
      progress.phase("committing");
      entry.committing(aside.commitMark(), aside.warnings());
      aside.commit();
      progress.phase("clearing up");
      notes.addAll(aside.clear());
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

  static List<Table> tables(Order order) {
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

  private String emptySet(Order order, Draft draft) throws IOException {
    Predecessors none = Predecessors.none(context.repository());
    try (SnapshotWriter writer = new SnapshotWriter(context.repository(), none)) {
      List<StoredTable> stored = new ArrayList<>();
      for (TableWork work : draft.works().values()) {
        stored.add(writer.table(work.live()).finish());
      }
      Catalog catalog = order.aim().catalog();
      Manifest manifest =
          new Manifest(
              Manifest.FORMAT,
              context.tool(),
              context.now(),
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
              SafetyManifest.ROWS_ONLY,
              List.of());
      return writer.commit(manifest, Scripts.none(manifest.noSchema()));
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
            context.local(begun),
            RunJournal.newId(),
            List.of("built a new database"));
    return order.database() instanceof FileDatabase file
        ? record.withFiles(KeptFiles.none(file.file().toString()))
        : record.withBuilt(new Built(order.database().contents(context.options()), ""));
  }
}

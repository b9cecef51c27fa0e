package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.engine.ReadOptions;
import dev.belay.files.FileDraft;
import dev.belay.files.FileMoves;
import dev.belay.model.BelayException;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.PlannedFiles;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.Scripts;
import dev.belay.model.ShortId;
import dev.belay.model.Statistic;
import dev.belay.model.StoredFiles;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.repository.Repository;
import dev.belay.snapshot.Manifest;
import dev.belay.snapshot.Manifest.StoredTable;
import dev.belay.snapshot.Predecessors;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.snapshot.SnapshotWriter;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one path of every destructive operation. Lock, read and compare, check the plan's id, safety
 * snapshot, apply, verify, commit, record: in this order, in one transaction. Whatever fails before
 * the commit leaves the database as it was.
 */
public final class Runner {
  private final Repository repository;
  private final ReadOptions options;
  private final Clock clock;
  private final String tool;

  public Runner(Repository repository, ReadOptions options, Clock clock, String tool) {
    this.repository = repository;
    this.options = options;
    this.clock = clock;
    this.tool = tool;
  }

  /** What a run would do. Locks nobody out and changes nothing. */
  public static Plan plan(Order order, ReadOptions options, Progress progress) throws IOException {
    if (order.ruled().isPresent()) {
      // What does not fit is told before rows of it are put anywhere.
      try (Change change = order.database().change(options)) {
        Drafter.fitting(order, change);
      }
    }
    List<Statistic> figures = order.companion().figures();
    try (FileDraft files = files(order, Optional.empty(), progress);
        Aim ruled = Aim.of(order, options, progress);
        Change change = order.database().change(options)) {
      List<Table> tables = Drafter.fitting(order, change);
      try (Aim aim = ruled.matched(change, tables, progress)) {
        LiveReader live = new LiveReader(Optional.empty(), progress);
        progress.phase("comparing");
        Draft draft =
            new Drafter(aim.order(), change, live, progress).draft(tables, false).with(files);
        new Verification(change, draft).againstAim(aim.order());
        return draft.plan().withStatistics(figures);
      }
    }
  }

  /**
   * Plans and carries it out.
   *
   * @param expected the id that the plan has to have; empty to take it as it comes
   */
  public RunResult run(Order order, Optional<String> expected, Progress progress)
      throws IOException {
    Instant begun = clock.instant();
    List<Statistic> figures = order.companion().figures();
    // The repository first: whatever it has to be waited for, the database is not locked meanwhile.
    try (SnapshotWriter safety = new SnapshotWriter(repository, predecessors(order));
        FileDraft files = files(order, Optional.of(safety), progress);
        Change change = order.database().change(options)) {
      requireMoved(files);
      List<Table> tables = Drafter.fitting(order, change);
      change.lock(References.of(change).connected(tables.stream().map(Table::name).toList()));
      List<Table> same = sameAs(tables, order, change);
      try (Aim ruled = Aim.of(order, options, progress);
          Aim aim = ruled.matched(change, same, progress)) {
        LiveReader live = new LiveReader(Optional.of(safety), progress);
        progress.phase("comparing");
        Draft draft =
            new Drafter(aim.order(), change, live, progress).draft(same, true).with(files);
        admit(order, draft.plan(), expected);
        if (draft.plan().empty()) {
          return new RunResult(
              draft.plan().withStatistics(figures),
              Optional.empty(),
              RunOutcome.COMMITTED,
              Optional.empty(),
              since(begun));
        }
        return carryOut(aim.order(), change, draft, live, safety, begun, figures, progress);
      }
    }
  }

  /** No lock of the database's holds files, so they are read before it is locked. */
  private static FileDraft files(Order order, Optional<SnapshotWriter> safety, Progress progress)
      throws IOException {
    return FileDraft.of(order.companion().files(), order.mode(), safety, progress);
  }

  /** What an earlier run has still to put in place would come later, and over this one's. */
  private void requireMoved(FileDraft files) throws IOException {
    if (files.none()) {
      return;
    }
    Set<String> paths =
        files.planned().stream().map(PlannedFiles::path).collect(Collectors.toSet());
    for (JournalEntry entry : new RunJournal(repository, clock).moving()) {
      if (entry.record().folders().stream().anyMatch(f -> paths.contains(f.path()))) {
        throw new BelayException(
            ErrorCode.RECOVERY_NEEDED,
            "files of run %s are still to be put in their place"
                .formatted(ShortId.of(entry.record().run())),
            "see what is in the way: belay history");
      }
    }
  }

  /** The aim first: it is compared with anyway, so what it has is at hand. */
  private Predecessors predecessors(Order order) {
    return Predecessors.of(
        repository,
        order.name(),
        order.aim() instanceof SnapshotDataset aim ? Optional.of(aim) : Optional.empty());
  }

  /** The structure is read again under the lock: nobody may have changed it in between. */
  private static List<Table> sameAs(List<Table> before, Order order, Change change) {
    List<Table> now = Drafter.fitting(order, change);
    if (!now.equals(before)) {
      throw new BelayException(
          ErrorCode.STALE_PLAN,
          "the structure of " + order.name() + " was being changed just now",
          "nothing was changed; try again");
    }
    return now;
  }

  private static void admit(Order order, Plan plan, Optional<String> expected) {
    Creation.requirePlan(plan, expected);
    requireUnchanged(plan, order.overwrite());
  }

  /** An undo does not take along what others did since, unless that is asked for. */
  static void requireUnchanged(Plan plan, boolean overwrite) {
    if (plan.overwritesChanges() && !overwrite) {
      List<String> files = plan.files().stream().flatMap(f -> f.changed().stream()).toList();
      List<String> tables = plan.overwrites().stream().map(t -> t.table().toString()).toList();
      String rows = "rows changed since the run, in " + String.join(", ", tables);
      String beside = "files changed since the run: " + String.join(", ", files);
      throw new BelayException(
          ErrorCode.REFUSED,
          tables.isEmpty() ? beside : files.isEmpty() ? rows : rows + "; " + beside,
          "look with --dry-run; --mode replace puts "
              + (tables.isEmpty() ? "the files" : files.isEmpty() ? "the tables" : "both")
              + " back all the same");
    }
  }

  private RunResult carryOut(
      Order order,
      Change change,
      Draft draft,
      LiveReader live,
      SnapshotWriter safety,
      Instant begun,
      List<Statistic> figures,
      Progress progress)
      throws IOException {
    progress.phase("safety snapshot");
    List<StoredFiles> kept = draft.files().keepIn(safety);
    String snapshot = safety.commit(safetyManifest(order, change, draft, live, kept), noScripts());
    RunJournal journal = new RunJournal(repository, clock);
    Optional<String> left = new LeftWriter(repository, clock, tool).write(order, change, draft);
    RunJournal.Entry entry =
        journal.begin(
            record(order, draft.plan(), snapshot, left, begun)
                .of(order.companion().profile(), figures)
                .withFolders(draft.plan().files()),
            order.database().address());
    FileMoves moves = draft.files().moves(entry.run());
    try {
      List<String> notes = new ArrayList<>(order.companion().beforeApplying(change));
      moves.stage(repository.blobs(), progress);
      notes.addAll(apply(order, change, draft, live, progress));
      moves.requireUntouched();
      progress.phase("committing");
      entry.committing(change.commitMark(), notes);
    } catch (IOException | RuntimeException | Error e) {
      abandon(change, entry, moves, e);
      throw e;
    }
    List<String> warnings = commit(order, change, entry, moves, progress);
    return new RunResult(
        told(draft.plan().withStatistics(entry.figures()), warnings),
        Optional.of(entry.run()),
        RunOutcome.COMMITTED,
        Optional.of(snapshot),
        since(begun));
  }

  private List<String> apply(
      Order order, Change change, Draft draft, LiveReader live, Progress progress)
      throws IOException {
    progress.phase("applying");
    Comparer comparer = new Comparer(change, order.aim(), live, progress);
    for (TableWork work : draft.works().values()) {
      if (work.bulk()) {
        comparer.load(work);
      }
    }
    Verification verification = new Verification(change, draft);
    verification.againstAim(order);
    verification.counts(change.apply());
    change.counters(
        draft.counters().wanted(), draft.works().values().stream().map(TableWork::live).toList());
    progress.phase("verifying");
    progress.stopIfCancelled();
    verification.rows();
    List<String> notes = verification.references(order);
    progress.stopIfCancelled();
    return notes;
  }

  /**
   * From here on only the database knows, so it is asked when the answer to the commit is lost.
   *
   * @return what a person should know
   */
  static List<String> commit(Order order, Change change, RunJournal.Entry entry)
      throws IOException {
    return commit(order, change, entry, FileMoves.NONE, Progress.NONE);
  }

  private static List<String> commit(
      Order order, Change change, RunJournal.Entry entry, FileMoves moves, Progress progress)
      throws IOException {
    try {
      change.commit();
      entry.figures(order.companion().figuresAfter(entry.figures()));
    } catch (IOException | RuntimeException e) {
      try {
        change.close();
      } catch (IOException | RuntimeException closing) {
        e.addSuppressed(closing);
      }
      RunOutcome outcome = Recovery.ask(order.database(), entry.mark());
      String reported = "commit reported: " + e.getMessage();
      if (outcome == RunOutcome.COMMITTED) {
        return end(entry, moved(order, moves, progress), List.of(reported));
      }
      if (outcome != RunOutcome.UNKNOWN) {
        moves.discard();
        entry.finish(outcome, List.of(reported));
      }
      throw e;
    }
    return end(entry, moved(order, moves, progress), List.of());
  }

  /** What was found while files were moved is told at once, and is in the history, too. */
  private static List<String> end(RunJournal.Entry entry, List<String> found, List<String> more) {
    List<String> notes = new ArrayList<>(found);
    notes.addAll(more);
    List<String> warnings = new ArrayList<>(found);
    committed(entry, notes).ifPresent(warnings::add);
    return warnings;
  }

  /** The rows are committed, so the files have to follow: now, or when the next command tries. */
  private static List<String> moved(Order order, FileMoves moves, Progress progress) {
    try {
      return moves.finish(progress);
    } catch (IOException | RuntimeException e) {
      throw new BelayException(
          ErrorCode.RECOVERY_NEEDED,
          "the rows of %s are committed, but not all files are in their place: %s"
              .formatted(order.name(), e.getMessage()),
          "clear what is in the way; the next command goes on with it: belay history",
          e);
    }
  }

  /** What has committed has not failed, even if that can't be written down now. */
  static Optional<String> committed(RunJournal.Entry entry, List<String> notes) {
    try {
      entry.finish(RunOutcome.COMMITTED, notes);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(
          "committed, but that could not be recorded, which the next command will do: "
              + e.getMessage());
    }
  }

  /** The plan with one warning more. */
  static Plan told(Plan plan, Optional<String> warning) {
    return told(plan, warning.stream().toList());
  }

  /** The plan with these warnings, too. */
  static Plan told(Plan plan, List<String> more) {
    List<String> warnings = new ArrayList<>(plan.warnings());
    warnings.addAll(more);
    return plan.with(warnings, plan.moves());
  }

  static void abandon(Change change, RunJournal.Entry entry, Throwable failure) {
    abandon(change, entry, FileMoves.NONE, failure);
  }

  /**
   * Where files can't be cleared away the run gets no end, so that the next command tries again.
   */
  private static void abandon(
      Change change, RunJournal.Entry entry, FileMoves moves, Throwable failure) {
    try {
      change.close();
      moves.discard();
      entry.finish(RunOutcome.ROLLED_BACK, List.of("failed: " + failure.getMessage()));
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private Manifest safetyManifest(
      Order order, Change change, Draft draft, LiveReader live, List<StoredFiles> files) {
    List<StoredTable> stored = new ArrayList<>();
    List<TableName> names = new ArrayList<>();
    for (TableWork work : draft.works().values()) {
      boolean counted = draft.counters().changes().stream().anyMatch(c -> touches(change, c, work));
      // Of a table that was not read only a counter can change; the record has where it stood.
      boolean read = !order.same().contains(work.live().name()) || work.changes();
      if (work.changes() || (counted && read)) {
        names.add(work.live().name());
        stored.add(
            live.stored(work.live().name())
                .orElseThrow(
                    () -> new IllegalStateException(work.live().name() + " was not stored")));
      }
    }
    return new Manifest(
        Manifest.FORMAT,
        tool,
        OffsetDateTime.now(clock),
        order.name(),
        order.database().address().display(),
        "safety",
        "before " + order.command() + " of " + ShortId.of(order.source()),
        order.by(),
        List.of(),
        new Manifest.SelectionNote(names.stream().map(Object::toString).toList(), List.of()),
        change.catalog(),
        stored,
        change.counters().stream()
            .filter(c -> belongs(c, names, draft.counters().changes()))
            .toList(),
        "a safety snapshot holds rows only",
        change.warnings(),
        files);
  }

  /** A counter of no table with rows is only put back by an undo if the run changed it. */
  private static boolean belongs(
      Counter counter, List<TableName> tables, List<Plan.CounterChange> changes) {
    return counter.table().filter(tables::contains).isPresent()
        || changes.stream().anyMatch(c -> c.name().equals(counter.name()));
  }

  private static boolean touches(Change change, Plan.CounterChange counter, TableWork work) {
    return change.counters().stream()
            .anyMatch(
                c ->
                    c.name().equals(counter.name())
                        && c.table().equals(Optional.of(work.live().name())))
        || counter.name().equals(work.live().name());
  }

  private static Scripts noScripts() {
    return Scripts.none("a safety snapshot holds rows only");
  }

  private RunRecord record(
      Order order, Plan plan, String safety, Optional<String> left, Instant begun) {
    return RunRecords.begun(
        order,
        plan,
        Optional.of(safety),
        left,
        begun.atZone(clock.getZone()).toOffsetDateTime(),
        RunJournal.newId(),
        List.of());
  }

  private double since(Instant begun) {
    return Duration.between(begun, clock.instant()).toMillis() / 1000.0;
  }
}

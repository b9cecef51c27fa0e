package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.engine.ReadOptions;
import dev.belay.files.FileDraft;
import dev.belay.files.FileMoves;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.PlannedFiles;
import dev.belay.model.Progress;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.Scripts;
import dev.belay.model.ShortId;
import dev.belay.model.Statistic;
import dev.belay.model.StoredFiles;
import dev.belay.model.Table;
import dev.belay.snapshot.Manifest;
import dev.belay.snapshot.Predecessors;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.snapshot.SnapshotWriter;
import java.io.IOException;
import java.time.Instant;
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
  private final RunContext context;

  public Runner(RunContext context) {
    this.context = context;
  }

  /** What a run would do. Locks nobody out and changes nothing. */
  public static Plan plan(Order order, ReadOptions options, Progress progress) throws IOException {
    if (order.ruled().isPresent()) {
      // What does not fit is told before rows of it are put anywhere.
      try (Change change = order.database().change(options)) {
        new Fitting(order, change).tables();
      }
    }
    List<Statistic> figures = order.companion().figures();
    try (FileDraft files = files(order, Optional.empty(), progress);
        Aim ruled = Aim.of(order, options, progress);
        Change change = order.database().change(options)) {
      List<Table> tables = new Fitting(order, change).tables();
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
    Instant begun = context.clock().instant();
    List<Statistic> figures = order.companion().figures();
    // The repository first: whatever it has to be waited for, the database is not locked meanwhile.
    try (SnapshotWriter safety = new SnapshotWriter(context.repository(), predecessors(order));
        FileDraft files = files(order, Optional.of(safety), progress);
        Change change = order.database().change(context.options())) {
      requireMoved(files);
      List<Table> tables = new Fitting(order, change).tables();
      change.lock(References.of(change).connected(tables.stream().map(Table::name).toList()));
      List<Table> same = sameAs(tables, order, change);
      try (Aim ruled = Aim.of(order, context.options(), progress);
          Aim aim = ruled.matched(change, same, progress)) {
        LiveReader live = new LiveReader(Optional.of(safety), progress);
        progress.phase("comparing");
        Draft draft =
            new Drafter(aim.order(), change, live, progress).draft(same, true).with(files);
        Admission.requireSame(draft.plan(), expected);
        if (draft.plan().empty()) {
          return context.committed(
              draft.plan().withStatistics(figures), Optional.empty(), Optional.empty(), begun);
        }
        Admission.requireUnchanged(draft.plan(), order.overwrites());
        Ready ready = new Ready(aim.order(), change, draft, live, safety);
        return carryOut(ready, begun, figures, progress);
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
    for (JournalEntry entry : context.journal().moving()) {
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
        context.repository(),
        order.name(),
        order.aim() instanceof SnapshotDataset aim ? Optional.of(aim) : Optional.empty());
  }

  /** The structure is read again under the lock: nobody may have changed it in between. */
  private static List<Table> sameAs(List<Table> before, Order order, Change change) {
    List<Table> now = new Fitting(order, change).tables();
    if (!now.equals(before)) {
      throw new BelayException(
          ErrorCode.STALE_PLAN,
          "the structure of " + order.name() + " was being changed just now",
          "nothing was changed; try again");
    }
    return now;
  }

  /** A run that is admitted, under the lock. */
  private record Ready(
      Order order, Change change, Draft draft, LiveReader live, SnapshotWriter safety) {}

  private RunResult carryOut(Ready ready, Instant begun, List<Statistic> figures, Progress progress)
      throws IOException {
    Order order = ready.order();
    Plan plan = ready.draft().plan();
    String snapshot = keep(ready, progress);
    Optional<String> left = new LeftWriter(context).write(order, ready.change(), ready.draft());
    RunJournal.Entry entry =
        context
            .journal()
            .begin(
                record(order, plan, snapshot, left, begun)
                    .of(order.companion().profile(), figures)
                    .withFolders(plan.files()),
                order.database().address());
    FileMoves moves = ready.draft().files().moves(entry.run());
    RunEnd end = new RunEnd(order, ready.change(), entry, moves, progress);
    try {
      List<String> notes = new ArrayList<>(order.companion().beforeApplying(ready.change()));
      moves.stage(context.repository().blobs(), progress);
      notes.addAll(apply(ready, progress));
      moves.requireUntouched();
      progress.phase("committing");
      entry.committing(ready.change().commitMark(), notes);
    } catch (IOException | RuntimeException | Error e) {
      end.abandon(e);
      throw e;
    }
    List<String> warnings = end.commit();
    return context.committed(
        plan.withStatistics(entry.figures()).withWarnings(warnings),
        Optional.of(entry.run()),
        Optional.of(snapshot),
        begun);
  }

  /** Returns the safety snapshot's id. */
  private String keep(Ready ready, Progress progress) throws IOException {
    progress.phase("safety snapshot");
    List<StoredFiles> files = ready.draft().files().keepIn(ready.safety());
    Manifest manifest =
        new SafetyManifest(ready.order(), ready.change(), ready.draft())
            .of(context, ready.live(), files);
    return ready.safety().commit(manifest, Scripts.none(manifest.noSchema()));
  }

  private static List<String> apply(Ready ready, Progress progress) throws IOException {
    progress.phase("applying");
    Order order = ready.order();
    Change change = ready.change();
    Draft draft = ready.draft();
    List<String> notes =
        new ArrayList<>(new Objections(order, change).exempt(draft.works().values()));
    Comparer comparer = new Comparer(change, order.aim(), ready.live(), progress);
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
    notes.addAll(verification.references(order));
    progress.stopIfCancelled();
    return notes;
  }

  private RunRecord record(
      Order order, Plan plan, String safety, Optional<String> left, Instant begun) {
    return RunRecords.begun(
        order,
        plan,
        Optional.of(safety),
        left,
        context.local(begun),
        RunJournal.newId(),
        List.of());
  }
}

package dev.belay;

import dev.belay.engine.FileDatabase;
import dev.belay.files.FilesAim;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.ShortId;
import dev.belay.restore.Creation;
import dev.belay.restore.CreationUndo;
import dev.belay.restore.FileUndo;
import dev.belay.restore.Order;
import dev.belay.restore.Runner;
import dev.belay.restore.Undone;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.util.Optional;

/** Takes a run back: makes the tables that it touched equal to its safety snapshot. */
final class Undo {
  private final Workspace workspace;
  private final UndoableRuns undoable;
  private final LeftByRuns lefts;

  Undo(Workspace workspace) {
    this.workspace = workspace;
    this.undoable = new UndoableRuns(workspace);
    this.lefts = new LeftByRuns(workspace);
  }

  /** The name, as things are called now, of the database that would change. */
  String databaseOf(UndoRequest request) throws IOException {
    return undoable.database(request, undoable.run(request)).name();
  }

  Plan plan(UndoRequest request, Progress progress) throws IOException {
    RunRecord run = undoable.run(request);
    return plan(request, run, progress).withWarnings(already(run).stream().toList());
  }

  private Plan plan(UndoRequest request, RunRecord run, Progress progress) throws IOException {
    if (run.files().isPresent()) {
      return workspace.fileUndo().plan(files(request, run), progress);
    }
    if (run.built().isPresent()) {
      return CreationUndo.plan(creation(request, run), workspace.options(), progress);
    }
    if (droppedAll(run)) {
      SnapshotDataset all = workspace.snapshots().open(safety(run));
      return Creation.plan(order(request, run, all), all.scripts(), workspace.options());
    }
    SnapshotDataset safety = workspace.snapshots().open(safety(run));
    Order order = order(request, run, safety);
    return told(
        Runner.plan(
            order.with(part(request, run).with(files(request, run, safety))),
            workspace.options(),
            progress),
        request,
        run,
        safety);
  }

  RunResult run(UndoRequest request, Optional<String> planId, Progress progress)
      throws IOException {
    RunRecord run = undoable.run(request);
    ProfileRun part = part(request, run);
    Optional<String> already = already(run);
    try {
      RunResult result =
          part.around(() -> carryOut(request, run, part, planId, progress), progress);
      return already.isEmpty()
          ? result
          : result.with(result.plan().withWarnings(already.stream().toList()));
    } catch (BelayException e) {
      if (already.isEmpty() || e.code() != ErrorCode.REFUSED) {
        throw e;
      }
      // That rows changed since the run is no news then: the other undo changed them.
      throw new BelayException(e.code(), already.get() + "; " + e.getMessage(), e.hint(), e);
    }
  }

  /** That the run is taken back as it is, and by which other one; empty where it stands. */
  private Optional<String> already(RunRecord run) throws IOException {
    return undoable
        .undoneBy(run)
        .map(
            other ->
                "run %s was undone already, by run %s"
                    .formatted(ShortId.of(run.run()), ShortId.of(other.run())));
  }

  private RunResult carryOut(
      UndoRequest request,
      RunRecord run,
      ProfileRun part,
      Optional<String> planId,
      Progress progress)
      throws IOException {
    if (run.files().isPresent()) {
      return workspace.fileUndo().run(files(request, run), planId, progress);
    }
    if (run.built().isPresent()) {
      return workspace.creationUndo().run(creation(request, run), planId, progress);
    }
    if (droppedAll(run)) {
      SnapshotDataset all = workspace.snapshots().open(safety(run));
      return workspace.creation().run(order(request, run, all), all.scripts(), planId, progress);
    }
    SnapshotDataset safety = workspace.snapshots().open(safety(run));
    Order order = order(request, run, safety).with(part.with(files(request, run, safety)));
    RunResult result = workspace.runner().run(order, planId, progress);
    return result.with(told(result.plan(), request, run, safety));
  }

  /** The part of the profile that the run had, if there still is one of that name. */
  private ProfileRun part(UndoRequest request, RunRecord run) {
    Optional<Profile> profile = run.profile().map(workspace.settings().profiles()::get);
    return new ProfileRun(workspace, profile, undoable.database(request, run), false);
  }

  /** The files that the run wrote, replaced or removed, beside just that database. */
  private FilesAim files(UndoRequest request, RunRecord run, SnapshotDataset safety)
      throws IOException {
    return run.changesFolders()
        ? new RestoredFiles(workspace).of(request, safety, undoable.database(request, run))
        : FilesAim.NONE;
  }

  /** The plan with what is to be known of files that are left. */
  private Plan told(Plan plan, UndoRequest request, RunRecord run, SnapshotDataset safety) {
    return run.changesFolders()
        ? plan.withWarnings(
            new RestoredFiles(workspace)
                .warnings(request, run, safety, undoable.database(request, run)))
        : plan;
  }

  /** Whether it took back a run that had built the database. */
  private boolean droppedAll(RunRecord run) throws IOException {
    return run.undoes().isPresent()
        && workspace.history().find(run.undoes().get()).built().isPresent();
  }

  private CreationUndo.Request creation(UndoRequest request, RunRecord run) throws IOException {
    return new CreationUndo.Request(
        order(request, run),
        run,
        SnapshotReferences.looksLikeOne(run.source())
            ? lefts.snapshot(Optional.of(run.source()))
            : Optional.empty());
  }

  private FileUndo.Request files(UndoRequest request, RunRecord run) throws IOException {
    Databases.Found found = undoable.database(request, run);
    if (!(found.database() instanceof FileDatabase file)) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "run %s replaced the files of %s, and %s is none"
              .formatted(run.run(), run.address(), found.name()),
          "leave out --db");
    }
    boolean undo = run.undoes().isPresent();
    boolean leftFiles =
        !undo
            || workspace
                .history()
                .find(run.undoes().get())
                .files()
                .filter(f -> f.names().isEmpty())
                .isEmpty();
    return new FileUndo.Request(
        run,
        undo || !SnapshotReferences.looksLikeOne(run.source())
            ? Optional.empty()
            : Optional.of(workspace.snapshots().open(run.source())),
        leftFiles,
        file,
        found.name(),
        request.overwrite(),
        request.reason(),
        request.by());
  }

  private static String safety(RunRecord run) {
    return run.safety()
        .orElseThrow(
            () ->
                new BelayException(
                    ErrorCode.REFUSED,
                    "run " + run.run() + " has no safety snapshot",
                    "belay history " + run.run() + " says what is known"));
  }

  private Order order(UndoRequest request, RunRecord run) throws IOException {
    return order(request, run, workspace.snapshots().open(safety(run)));
  }

  private Order order(UndoRequest request, RunRecord run, SnapshotDataset source)
      throws IOException {
    Databases.Found found = undoable.database(request, run);
    found.database().requireExists();
    return Order.of("undo", source, found.database(), found.name(), request.reason(), request.by())
        .undoing(new Undone(run.run(), lefts.of(run), request.overwrite()));
  }
}

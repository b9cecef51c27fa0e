package dev.belay;

import dev.belay.diff.ChunkedDataset;
import dev.belay.engine.FileDatabase;
import dev.belay.files.FilesAim;
import dev.belay.match.Keys;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.Selection;
import dev.belay.model.TableName;
import dev.belay.restore.Creation;
import dev.belay.restore.CreationUndo;
import dev.belay.restore.Disclosure;
import dev.belay.restore.FileUndo;
import dev.belay.restore.History;
import dev.belay.restore.Left;
import dev.belay.restore.LeftState;
import dev.belay.restore.Order;
import dev.belay.restore.Runner;
import dev.belay.rules.NoSource;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Takes a run back: makes the tables that it touched equal to its safety snapshot. */
final class Undo {
  private final Workspace workspace;

  Undo(Workspace workspace) {
    this.workspace = workspace;
  }

  /** The name, as things are called now, of the database that would change. */
  String databaseOf(UndoRequest request) throws IOException {
    return undone(request, toUndo(request)).name();
  }

  Plan plan(UndoRequest request, Progress progress) throws IOException {
    RunRecord run = toUndo(request);
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
    RunRecord run = toUndo(request);
    ProfileRun part = part(request, run);
    return part.around(() -> carryOut(request, run, part, planId, progress), progress);
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
    return new ProfileRun(workspace, profile, undone(request, run), false);
  }

  /** The files that the run wrote, replaced or removed, beside just that database. */
  private FilesAim files(UndoRequest request, RunRecord run, SnapshotDataset safety)
      throws IOException {
    return run.changesFolders()
        ? new RestoredFiles(workspace).of(request, safety, undone(request, run))
        : FilesAim.NONE;
  }

  /** The plan with what is to be known of files that are left. */
  private Plan told(Plan plan, UndoRequest request, RunRecord run, SnapshotDataset safety) {
    if (!run.changesFolders()) {
      return plan;
    }
    List<String> all = new ArrayList<>(plan.warnings());
    all.addAll(new RestoredFiles(workspace).warnings(request, run, safety, undone(request, run)));
    return plan.with(all, plan.moves());
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
        Snapshots.looksLikeOne(run.source())
            ? snapshot(Optional.of(run.source()))
            : Optional.empty());
  }

  private FileUndo.Request files(UndoRequest request, RunRecord run) throws IOException {
    Databases.Found found = undone(request, run);
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
        undo || !Snapshots.looksLikeOne(run.source())
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
    Databases.Found found = undone(request, run);
    found.database().requireExists();
    return new Order(
        "undo",
        source,
        source.name(),
        Selection.ALL,
        Keys.NONE,
        Mode.REPLACE,
        found.database(),
        found.name(),
        Optional.of(run.run()),
        left(run),
        request.overwrite(),
        request.reason(),
        request.by());
  }

  /** How a run left its tables. An undo leaves alone what the run before it left. */
  private Map<TableName, Left> left(RunRecord run) throws IOException {
    Map<TableName, Left> left = new HashMap<>();
    Optional<RunRecord> each = Optional.of(run);
    while (each.isPresent()) {
      RunRecord one = each.get();
      one.tables()
          .forEach(
              t ->
                  left.putIfAbsent(
                      t.table(), new Left(t.after(), t.uncompared(), () -> state(one))));
      Optional<String> before = one.undoes();
      each =
          before.isPresent()
              ? Optional.of(workspace.history().find(before.get()))
              : Optional.empty();
    }
    return left;
  }

  private Optional<ChunkedDataset> state(RunRecord run) throws IOException {
    Optional<SnapshotDataset> before = snapshot(run.safety());
    Optional<? extends ChunkedDataset> aim =
        run.command().equals(Cleanup.COMMAND)
            ? before.map(b -> new NoSource(run.source(), b.catalog().engine()))
            : snapshot(Optional.of(run.source()));
    return before.isPresent() && aim.isPresent()
        ? Optional.of(new LeftState(run, before.get(), aim.get(), snapshot(run.left())))
        : Optional.empty();
  }

  /** Empty where it is gone, which is no reason not to undo. */
  private Optional<SnapshotDataset> snapshot(Optional<String> id) throws IOException {
    try {
      return id.isPresent() ? Optional.of(workspace.snapshots().open(id.get())) : Optional.empty();
    } catch (BelayException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Databases.Found undone(UndoRequest request, RunRecord run) {
    return request.database().isPresent()
        ? workspace.databases().find(request.database().get())
        : workspace.databases().origin(run.database(), run.address());
  }

  /** The last run where none is named: never one before it, which nobody meant. */
  private RunRecord toUndo(UndoRequest request) throws IOException {
    History history = workspace.history();
    if (request.run().isPresent()) {
      RunRecord run = history.find(request.run().get());
      if (run.command().equals(Disclosure.COMMAND)) {
        throw new BelayException(
            ErrorCode.REFUSED,
            "run " + run.run() + " is an export: it changed nothing",
            "run: belay history");
      }
      if (run.outcome() != RunOutcome.COMMITTED && run.outcome() != RunOutcome.UNKNOWN) {
        throw new BelayException(
            ErrorCode.REFUSED,
            "run "
                + run.run()
                + " changed nothing: "
                + run.outcome().name().toLowerCase(Locale.ROOT),
            "run: belay history");
      }
      return run;
    }
    Optional<Databases.Found> wanted = request.database().map(d -> workspace.databases().find(d));
    return history.all().stream()
        .filter(r -> r.outcome() == RunOutcome.COMMITTED)
        .filter(r -> !r.command().equals(Disclosure.COMMAND))
        .filter(r -> wanted.map(d -> isOf(r, d)).orElse(true))
        .findFirst()
        .orElseThrow(
            () ->
                new BelayException(
                    ErrorCode.NOT_FOUND, "there is no run to undo", "run: belay history"));
  }

  /** A database may have got its name only after the run. */
  private static boolean isOf(RunRecord run, Databases.Found database) {
    return run.database().equals(database.name())
        || run.address().equals(database.database().address().display());
  }
}

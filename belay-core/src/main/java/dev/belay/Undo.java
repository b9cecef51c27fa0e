package dev.belay;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.DatasetDiff;
import dev.belay.engine.FileDatabase;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.Selection;
import dev.belay.model.ShortId;
import dev.belay.model.TableName;
import dev.belay.restore.Disclosure;
import dev.belay.restore.FileUndo;
import dev.belay.restore.History;
import dev.belay.restore.Order;
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
    Order order = order(request, run);
    Plan plan = workspace.runner().plan(order, progress);
    return plan.overwrites().isEmpty() ? plan : withWhatChangedSince(plan, order, progress);
  }

  RunResult run(UndoRequest request, Optional<String> planId, Progress progress)
      throws IOException {
    RunRecord run = toUndo(request);
    return run.files().isPresent()
        ? workspace.fileUndo().run(files(request, run), planId, progress)
        : workspace.runner().run(order(request, run), planId, progress);
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
        undo ? Optional.empty() : Optional.of(workspace.snapshots().open(run.source())),
        leftFiles,
        file,
        found.name(),
        request.overwrite(),
        request.reason(),
        request.by());
  }

  /** Says which rows changed since the run: those that differ from what it restored. */
  private Plan withWhatChangedSince(Plan plan, Order order, Progress progress) throws IOException {
    RunRecord run = workspace.history().find(order.undoes().orElseThrow());
    List<String> tables = plan.overwrites().stream().map(t -> t.table().toString()).toList();
    List<String> warnings = new ArrayList<>(plan.warnings());
    if (run.mode() == Mode.REPLACE) {
      try (ChunkedDataset restored = workspace.snapshots().open(run.source());
          ChunkedDataset live =
              workspace.live(
                  new Databases.Found(order.name(), order.database(), false), progress)) {
        DiffResult since =
            new DatasetDiff(live, restored)
                .run(
                    new Selection(tables, List.of()),
                    workspace.options().lanes(),
                    Optional.empty());
        for (DiffResult.TableDiff table : since.tables()) {
          warnings.add(
              "since the run, rows of %s were inserted: %d, updated: %d, deleted: %d; see them: belay diff %s --table %s --rows"
                  .formatted(
                      table.table(),
                      table.insert(),
                      table.update(),
                      table.delete(),
                      ShortId.of(run.source()),
                      table.table()));
        }
      }
    } else {
      warnings.add("rows changed since the run in " + String.join(", ", tables));
    }
    return plan.with(warnings, plan.moves());
  }

  private Order order(UndoRequest request, RunRecord run) throws IOException {
    String safety =
        run.safety()
            .orElseThrow(
                () ->
                    new BelayException(
                        ErrorCode.REFUSED,
                        "run " + run.run() + " has no safety snapshot",
                        "belay history " + run.run() + " says what is known"));
    SnapshotDataset source = workspace.snapshots().open(safety);
    Databases.Found found = undone(request, run);
    found.database().requireExists();
    Map<TableName, String> expected = left(run);
    return new Order(
        "undo",
        source,
        source.name(),
        Selection.ALL,
        Mode.REPLACE,
        found.database(),
        found.name(),
        Optional.of(run.run()),
        expected,
        request.overwrite(),
        request.reason(),
        request.by());
  }

  /** The digests of the tables after a run. An undo leaves alone what the run before it left. */
  private Map<TableName, String> left(RunRecord run) throws IOException {
    History history = workspace.history();
    Map<TableName, String> left = new HashMap<>();
    Optional<RunRecord> each = Optional.of(run);
    while (each.isPresent()) {
      each.get().tables().forEach(t -> left.putIfAbsent(t.table(), t.after()));
      Optional<String> before = each.get().undoes();
      each = before.isPresent() ? Optional.of(history.find(before.get())) : Optional.empty();
    }
    return left;
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
    Optional<String> name = request.database().map(d -> workspace.databases().find(d).name());
    return history.all().stream()
        .filter(r -> r.outcome() == RunOutcome.COMMITTED)
        .filter(r -> !r.command().equals(Disclosure.COMMAND))
        .filter(r -> name.map(r.database()::equals).orElse(true))
        .findFirst()
        .orElseThrow(
            () ->
                new BelayException(
                    ErrorCode.NOT_FOUND, "there is no run to undo", "run: belay history"));
  }
}

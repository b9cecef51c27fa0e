package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.restore.Disclosure;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Which run an undo means, and what it can't take back. */
final class UndoableRuns {
  private final Workspace workspace;

  UndoableRuns(Workspace workspace) {
    this.workspace = workspace;
  }

  /** The one that is named, else the last run: never one before it, which nobody meant. */
  RunRecord run(UndoRequest request) throws IOException {
    return request.run().isPresent() ? named(request.run().get()) : last(request);
  }

  private RunRecord named(String id) throws IOException {
    RunRecord run = workspace.history().find(id);
    if (run.command().equals(Disclosure.COMMAND)) {
      throw changedNothing("run " + run.run() + " is an export: it changed nothing");
    }
    if (run.outcome() != RunOutcome.COMMITTED && run.outcome() != RunOutcome.UNKNOWN) {
      String outcome = run.outcome().name().toLowerCase(Locale.ROOT);
      throw changedNothing("run " + run.run() + " changed nothing: " + outcome);
    }
    return run;
  }

  private static BelayException changedNothing(String what) {
    return new BelayException(ErrorCode.REFUSED, what, "run: belay history");
  }

  private RunRecord last(UndoRequest request) throws IOException {
    Optional<Databases.Found> wanted = request.database().map(d -> workspace.databases().find(d));
    return workspace.history().all().stream()
        .filter(r -> r.outcome() == RunOutcome.COMMITTED)
        .filter(r -> !r.command().equals(Disclosure.COMMAND))
        .filter(r -> wanted.map(d -> isOf(r, d)).orElse(true))
        .findFirst()
        .orElseThrow(
            () ->
                new BelayException(
                    ErrorCode.NOT_FOUND, "there is no run to undo", "run: belay history"));
  }

  /** The run that took it back and stands itself. */
  Optional<RunRecord> undoneBy(RunRecord run) throws IOException {
    if (run.undoneBy().isEmpty()) {
      return Optional.empty();
    }
    RunRecord other = workspace.history().find(run.undoneBy().get());
    return undoneBy(other).isEmpty() ? Optional.of(other) : Optional.empty();
  }

  /** A database may have got its name only after the run. */
  private static boolean isOf(RunRecord run, Databases.Found database) {
    return run.database().equals(database.name())
        || run.address().equals(database.database().address().display());
  }

  /** The database that the run changed, as things are called now. */
  Databases.Found database(UndoRequest request, RunRecord run) {
    return request.database().isPresent()
        ? workspace.databases().find(request.database().get())
        : workspace.databases().origin(run.database(), run.address());
  }
}

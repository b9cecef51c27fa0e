package dev.belay;

import dev.belay.diff.ChunkedDataset;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.RunRecord;
import dev.belay.model.TableName;
import dev.belay.restore.Left;
import dev.belay.restore.LeftState;
import dev.belay.rules.NoSource;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What runs left: what an undo holds the database against, to see what others changed since. */
final class LeftByRuns {
  private final Workspace workspace;

  LeftByRuns(Workspace workspace) {
    this.workspace = workspace;
  }

  /** How a run left its tables. An undo leaves alone what the run before it left. */
  Map<TableName, Left> of(RunRecord run) throws IOException {
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
  Optional<SnapshotDataset> snapshot(Optional<String> id) throws IOException {
    try {
      return id.isPresent() ? Optional.of(workspace.snapshots().open(id.get())) : Optional.empty();
    } catch (BelayException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}

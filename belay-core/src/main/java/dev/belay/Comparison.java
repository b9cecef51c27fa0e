package dev.belay;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.DatasetDiff;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.RowChange;
import dev.belay.model.Selection;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What would turn one dataset into another: two snapshots, two databases, or one of each. */
final class Comparison {
  private final Workspace workspace;

  Comparison(Workspace workspace) {
    this.workspace = workspace;
  }

  DiffResult run(DiffRequest request, Progress progress, Optional<Consumer<RowChange>> rows)
      throws IOException {
    progress.phase("comparing");
    try (ChunkedDataset from = dataset(request.from(), progress);
        ChunkedDataset to = other(request, from, progress)) {
      Selection selection = new Selection(request.tables(), List.of());
      return new DatasetDiff(from, to).run(selection, workspace.options().lanes(), rows);
    }
  }

  private ChunkedDataset other(DiffRequest request, ChunkedDataset from, Progress progress)
      throws IOException {
    if (request.to().isPresent()) {
      return dataset(request.to().get(), progress);
    }
    if (from instanceof SnapshotDataset snapshot) {
      return workspace.live(workspace.origin(snapshot), progress);
    }
    throw new BelayException(
        ErrorCode.USAGE,
        request.from() + " is a live database; there is nothing to compare it with",
        "name a snapshot first: belay diff SNAPSHOT " + request.from());
  }

  private ChunkedDataset dataset(String text, Progress progress) throws IOException {
    return Snapshots.looksLikeOne(text) && !workspace.databases().named().containsKey(text)
        ? workspace.snapshots().open(text)
        : workspace.live(workspace.databases().find(text), progress);
  }
}

package dev.belay.cli;

import dev.belay.model.SnapshotSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code belay unpin}. */
@Command(
    name = "unpin",
    description = "Let a pinned snapshot go its way again.",
    sortOptions = false)
final class UnpinCommand implements Action {
  @Parameters(
      paramLabel = "SNAPSHOT",
      description = "An id or the beginning of one, latest, latest~1, latest:DB or latest:TYPE.")
  String snapshot = "";

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      SnapshotSummary changed = session.belay().pin(snapshot, false);
      RetentionShapes.tell(context.output(), changed, "is not pinned any more");
    }
    return Exit.OK;
  }
}

package dev.belay.cli;

import dev.belay.model.SnapshotSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code belay undelete}. */
@Command(
    name = "undelete",
    description = "Put a removed snapshot back; 'belay list --deleted' has them.",
    sortOptions = false)
final class UndeleteCommand implements Action {
  @Parameters(paramLabel = "SNAPSHOT", description = "An id or the beginning of one.")
  String snapshot = "";

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      SnapshotSummary back = session.belay().undelete(snapshot);
      RetentionShapes.tell(context.output(), back, "is back");
    }
    return Exit.OK;
  }
}

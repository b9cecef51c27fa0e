package dev.belay.cli;

import dev.belay.model.SnapshotSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code belay describe}. */
@Command(
    name = "describe",
    description = "Describe a snapshot anew; its id stays.",
    sortOptions = false)
final class DescribeCommand implements Action {
  @Parameters(
      index = "0",
      paramLabel = SnapshotReference.LABEL,
      description = SnapshotReference.HELP)
  String snapshot = "";

  @Parameters(index = "1", paramLabel = "TEXT", description = "A word for people.")
  String text = "";

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      SnapshotSummary changed = session.belay().describe(snapshot, text);
      RetentionShapes.tell(context.output(), changed, "is now described so: " + text);
    }
    return Exit.OK;
  }
}

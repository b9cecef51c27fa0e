package dev.belay.cli;

import dev.belay.model.SnapshotSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code belay pin}. */
@Command(name = "pin", description = "Let nothing remove a snapshot.", sortOptions = false)
final class PinCommand implements Action {
  @Parameters(
      paramLabel = "SNAPSHOT",
      description = "An id or the beginning of one, latest, latest~1, latest:DB or latest:TYPE.")
  String snapshot = "";

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      SnapshotSummary changed = session.belay().pin(snapshot, true);
      RetentionShapes.tell(context.output(), changed, "is pinned");
    }
    return Exit.OK;
  }
}

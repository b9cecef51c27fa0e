package dev.belay.cli;

import dev.belay.model.SnapshotSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets nothing remove a snapshot, or lets it go its way again. */
abstract class PinCommand implements Action {
  /** {@code belay pin}. */
  @Command(name = "pin", description = "Let nothing remove a snapshot.", sortOptions = false)
  static final class Pin extends PinCommand {
    Pin() {
      super(true, "is pinned");
    }
  }

  /** {@code belay unpin}. */
  @Command(
      name = "unpin",
      description = "Let a pinned snapshot go its way again.",
      sortOptions = false)
  static final class Unpin extends PinCommand {
    Unpin() {
      super(false, "is not pinned any more");
    }
  }

  private final boolean pinned;
  private final String told;

  @Parameters(paramLabel = SnapshotReference.LABEL, description = SnapshotReference.HELP)
  String snapshot = "";

  private PinCommand(boolean pinned, String told) {
    this.pinned = pinned;
    this.told = told;
  }

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      SnapshotSummary changed = session.belay().pin(snapshot, pinned);
      RetentionShapes.tell(context.output(), changed, told);
    }
    return Exit.OK;
  }
}

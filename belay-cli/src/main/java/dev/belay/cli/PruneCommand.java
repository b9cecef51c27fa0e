package dev.belay.cli;

import dev.belay.model.PruneResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code belay prune}. */
@Command(
    name = "prune",
    description = "Free the space of what no snapshot needs any more. Backups may go on meanwhile.",
    sortOptions = false)
final class PruneCommand implements Action {
  @Option(
      names = "--max-unused",
      paramLabel = "LIMIT",
      description =
          "How much waste may stay in packs that are partly used: 5%%, bytes as 500M, unlimited"
              + " (default: 5%%).")
  String maxUnused = "5%";

  @Option(names = "--dry-run", description = "Only tell what would be done.")
  boolean dryRun;

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      PruneResult result = session.belay().prune(maxUnused, dryRun, session.progress());
      session.quietProgress();
      if (context.output().json()) {
        context.output().document(RetentionShapes.Prune.of(result));
      } else {
        print(context.output(), result);
      }
    }
    return Exit.OK;
  }

  private static void print(Output output, PruneResult r) {
    String would = r.dryRun() ? "would be " : "";
    output.line(
        "%s %sfreed: %s %sremoved, %s %swritten anew, %s kept"
            .formatted(
                output.style().bold(Human.bytes(Math.max(0, r.bytesFreed()))),
                would,
                Human.count(r.packsRemoved(), "pack"),
                would,
                Human.count(r.packsRepacked()),
                would,
                Human.count(r.packsKept())));
    if (r.packsPutOff() > 0) {
      output.line(
          Human.count(r.packsPutOff(), "pack")
              + " stay until the next prune, because backups go on that began before this one");
    }
    if (r.snapshotsExpired() > 0) {
      output.line(
          Human.count(r.snapshotsExpired(), "removed snapshot") + " can't come back any more");
    }
    if (r.snapshotsLost() > 0) {
      output.line(
          Human.count(r.snapshotsLost(), "removed snapshot")
              + " can't come back: a prune of restic's took what only they needed");
    }
    output.line(
        Human.bytes(r.bytesKept())
            + " in use, of which nothing needs "
            + Human.bytes(r.bytesUnused()));
  }
}

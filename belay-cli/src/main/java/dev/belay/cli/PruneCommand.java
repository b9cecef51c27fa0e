package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.PruneResult;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code belay prune}. */
@Command(
    name = "prune",
    description = "Free the space of what no snapshot needs any more. Backups may go on meanwhile.",
    sortOptions = false)
final class PruneCommand implements Action {
  private static final String WORD = "EMPTY";

  @Option(
      names = "--max-unused",
      paramLabel = "LIMIT",
      description =
          "How much waste may stay in packs that are partly used: 5%%, bytes as 500M, unlimited"
              + " (default: 5%%).")
  String maxUnused = "5%";

  @Option(names = "--dry-run", description = "Only tell what would be done.")
  boolean dryRun;

  @Option(
      names = "--empty-trash",
      description =
          "Also what was removed and could still come back: it can't any more. For a disk that is"
              + " full.")
  boolean emptyTrash;

  @Option(names = "--yes", description = "With --empty-trash: do not ask.")
  boolean yes;

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      if (emptyTrash && !dryRun && !yes) {
        confirm(context, session);
      }
      PruneResult result = session.belay().prune(maxUnused, dryRun, emptyTrash, session.progress());
      session.quietProgress();
      if (context.output().json()) {
        context.output().document(RetentionShapes.Prune.of(result));
      } else {
        print(context.output(), result);
      }
    }
    return Exit.OK;
  }

  private static void confirm(Context context, Session session) {
    int removed = session.belay().removed().size();
    if (removed == 0) {
      return;
    }
    if (!context.shell().interactive()) {
      throw new BelayException(
          ErrorCode.NOT_CONFIRMED,
          "not confirmed, nothing was removed: there is no terminal to ask on",
          "--yes empties the trash without a question; belay list --deleted shows what is in it");
    }
    if (!context.output().json()) {
      context
          .output()
          .line(
              Human.count(removed, "removed snapshot")
                  + " can come back until now, and not any more (belay list --deleted)");
    }
    new Confirmation(context).wantTyped(List.of(WORD));
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
    if (r.oldVersionsKept()) {
      output.line(
          "the bucket keeps old versions of what was removed; they take room until their lock and"
              + " its lifecycle rule let them go");
    }
  }
}

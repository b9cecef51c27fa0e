package dev.belay.cli;

import dev.belay.model.SnapshotSummary;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code belay delete}. */
@Command(
    name = "delete",
    description = "Remove snapshots; they can come back for 7 days.",
    sortOptions = false)
final class DeleteCommand implements Action {
  @Parameters(
      arity = "1..*",
      paramLabel = SnapshotReference.LABEL,
      description = SnapshotReference.HELP)
  List<String> snapshots = new ArrayList<>();

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      List<SnapshotSummary> removed = session.belay().delete(snapshots);
      Output output = context.output();
      if (output.json()) {
        output.document(
            new RetentionShapes.Deleted(removed.stream().map(SnapshotSummary::snapshot).toList()));
      } else {
        for (SnapshotSummary s : removed) {
          output.line(
              "snapshot %s of %s is removed"
                  .formatted(Human.id(s.snapshot()), Printable.clean(s.database())));
          output.next("take it back within 7 days", "belay undelete " + Human.id(s.snapshot()));
        }
      }
    }
    return Exit.OK;
  }
}

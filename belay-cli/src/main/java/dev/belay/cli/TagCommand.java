package dev.belay.cli;

import dev.belay.TagChange;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.SnapshotSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay tag}. */
@Command(name = "tag", description = "Change a snapshot's tags; its id stays.", sortOptions = false)
final class TagCommand implements Action {
  @Parameters(paramLabel = SnapshotReference.LABEL, description = SnapshotReference.HELP)
  String snapshot = "";

  @Option(names = "--add", paramLabel = "T", description = "Add this tag; may be repeated.")
  List<String> add = new ArrayList<>();

  @Option(names = "--remove", paramLabel = "T", description = "Take it away; may be repeated.")
  List<String> remove = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "T",
      description = "Only this tag from now on; may be repeated.")
  List<String> set = new ArrayList<>();

  @Override
  public int run(Context context) {
    if (add.isEmpty() && remove.isEmpty() && set.isEmpty()) {
      throw new BelayException(
          ErrorCode.USAGE, "no tag is given", "belay tag SNAPSHOT --add T, --remove T or --set T");
    }
    TagChange change =
        new TagChange(
            set.isEmpty() ? Optional.empty() : Optional.of(Tags.of(set)),
            Tags.of(add),
            Tags.of(remove));
    try (Session session = context.open()) {
      SnapshotSummary changed = session.belay().tag(snapshot, change);
      String tags = changed.tags().isEmpty() ? "has no tags" : "has tags";
      RetentionShapes.tell(
          context.output(),
          changed,
          changed.tags().isEmpty() ? tags : tags + " " + String.join(", ", changed.tags()));
    }
    return Exit.OK;
  }
}

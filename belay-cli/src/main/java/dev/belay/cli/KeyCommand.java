package dev.belay.cli;

import dev.belay.model.KeyInfo;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code belay key}: who can open the repository. */
@Command(
    name = "key",
    description = "Who can open the repository.",
    subcommands = KeyCommand.ListKeys.class)
final class KeyCommand {
  /** {@code belay key list}. */
  @Command(name = "list", description = "The keys that open the repository.")
  static final class ListKeys implements Action {
    @Override
    public int run(Context context) {
      try (Session session = context.open()) {
        List<KeyInfo> keys = session.belay().keys();
        Output output = context.output();
        if (output.json()) {
          output.document(
              new SnapshotShapes.Keys(keys.stream().map(SnapshotShapes.Key::of).toList()));
          return Exit.OK;
        }
        Columns columns = new Columns().left("key").left("made").left("user").left("host").left("");
        for (KeyInfo k : keys) {
          columns.row(
              Human.id(k.id()),
              context.shell().times().when(k.created()),
              Printable.clean(k.user()),
              Printable.clean(k.host()),
              k.current() ? "used now" : "");
        }
        output.lines(columns);
      }
      return Exit.OK;
    }
  }
}

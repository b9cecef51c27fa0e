package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code belay help}. */
@Command(name = "help", description = "What a command does and which options it takes.")
final class HelpCommand implements Action {
  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command.")
  @Nullable String command;

  @Override
  public int run(Context context) {
    CommandLine line = Commands.line(context.options(), context.shell());
    CommandLine about = command == null ? line : line.getSubcommands().get(command);
    if (about == null) {
      throw new BelayException(
          ErrorCode.USAGE,
          "unknown command "
              + command
              + "."
              + Nearest.question(String.valueOf(command), Commands.names()),
          "belay help");
    }
    Program.help(context, about);
    return Exit.OK;
  }
}

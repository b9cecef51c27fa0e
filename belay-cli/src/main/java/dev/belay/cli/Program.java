package dev.belay.cli;

import dev.belay.Version;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Understands the words of a command line, runs the command, and turns failures into messages and
 * exit codes.
 */
final class Program {
  private final Shell shell;
  private final GlobalOptions options = new GlobalOptions();
  private final Context context;

  Program(Shell shell, Interrupts interrupts, String... args) {
    this.shell = shell;
    this.context =
        new Context(shell, options, interrupts, new Output(shell, options), List.of(args));
  }

  int run() {
    String[] args = context.words().toArray(String[]::new);
    CommandLine line = Commands.line(options, shell, args);
    boolean destructive = false;
    try {
      ParseResult parsed = line.parseArgs(args);
      while (parsed.hasSubcommand() && !parsed.isUsageHelpRequested()) {
        parsed = parsed.subcommand();
      }
      CommandLine command = parsed.commandSpec().commandLine();
      destructive = command.getCommand() instanceof Destructive;
      return run(parsed, command);
    } catch (ParameterException e) {
      // How an error in the words themselves is told is still understood from them.
      options.json |= Arrays.asList(args).contains("--json");
      options.verbose |= Arrays.asList(args).contains("--verbose");
      return failed(usage(e), destructive, e);
    } catch (BelayException e) {
      return failed(e, destructive, e);
    } catch (OutOfMemoryError e) {
      return failed(
          new BelayException(
              ErrorCode.FAILED,
              "ran out of memory",
              "give it more: BELAY_JAVA_OPTS=-Xmx512m, and please report it: Belay's need should"
                  + " not grow with the data"),
          destructive,
          e);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return failed(unexpected(e), destructive, e);
    }
  }

  private int run(ParseResult parsed, CommandLine command) {
    if (parsed.isUsageHelpRequested()) {
      help(context, command);
      return Exit.OK;
    }
    if (parsed.isVersionHelpRequested()) {
      version(context);
      return Exit.OK;
    }
    if (command.getCommand() instanceof Action action) {
      return action.run(context);
    }
    throw new ParameterException(
        command,
        command.getParent() == null
            ? "a command is missing"
            : command.getCommandName()
                + " wants one of: "
                + String.join(", ", command.getSubcommands().keySet()));
  }

  static void help(Context context, CommandLine command) {
    String text = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    if (context.output().json()) {
      context.output().document(new Shapes.Text(text));
    } else {
      context.output().line(text.stripTrailing());
    }
  }

  private static void version(Context context) {
    String version = Version.NUMBER;
    String java = Runtime.version().toString();
    if (context.output().json()) {
      context.output().document(new Shapes.Versions(version, java));
    } else {
      context.output().line("belay " + version + " (Java " + java + ")");
    }
  }

  /** Says it the way people would, and with what they probably meant. */
  private BelayException usage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String hint =
        command.getParent() == null ? "belay --help" : "belay help " + command.getCommandName();
    String message = e.getMessage() == null ? "not understood" : e.getMessage();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      message = unmatched(command, unmatched.getUnmatched().get(0));
    }
    return new BelayException(
        ErrorCode.USAGE, message.lines().findFirst().orElse(message), hint, e);
  }

  private static String unmatched(CommandLine command, String word) {
    if (word.startsWith("-")) {
      List<String> known = new ArrayList<>(command.getCommandSpec().optionsMap().keySet());
      return "unknown option " + word + "." + Nearest.question(word, known);
    }
    if (command.getParent() == null) {
      return "unknown command " + word + "." + Nearest.question(word, Commands.names());
    }
    if (!command.getSubcommands().isEmpty()) {
      return "unknown command "
          + command.getCommandName()
          + " "
          + word
          + "."
          + Nearest.question(word, command.getSubcommands().keySet());
    }
    return command.getCommandName() + " does not take “" + word + "” here";
  }

  /** A defect of Belay, or something of the machine's: one line, and how to learn more. */
  private static BelayException unexpected(Throwable e) {
    String message = e.getMessage();
    return new BelayException(
        ErrorCode.FAILED,
        e.getClass().getSimpleName()
            + (message == null ? "" : ": " + message.lines().findFirst().orElse("")),
        "this should not happen: please report it with what --verbose prints",
        e);
  }

  /** What to do in general, where nothing better is known. */
  private static BelayException withHint(BelayException failure, String message) {
    String hint =
        switch (failure.code()) {
          case USAGE, NOT_FOUND, AMBIGUOUS ->
              "mend the command; belay help COMMAND tells all of it";
          case NOT_CONFIRMED -> "to go on, give the command again and type just what it asks for";
          case INTERRUPTED -> "give the command again when you like";
          case BUSY, UNREACHABLE -> "try again";
          case DAMAGED -> "belay check tells what is damaged";
          default -> "--verbose tells where it failed";
        };
    return new BelayException(failure.code(), message, hint, failure);
  }

  private int failed(BelayException failure, boolean destructive, Throwable cause) {
    String message = failure.getMessage() == null ? "failed" : failure.getMessage();
    BelayException told = failure.hint().isBlank() ? withHint(failure, message) : failure;
    context.output().error(message, told.hint());
    if (options.verbose) {
      cause.printStackTrace(shell.err());
    }
    if (options.json) {
      context.output().document(Shapes.Failure.of(told, destructive));
    }
    return failure.code().exit();
  }
}

package dev.belay.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Writes the completion script of the fish shell. */
final class FishCompletion {
  private static final String NO_COMMAND_YET = "__fish_use_subcommand";

  private FishCompletion() {}

  static String script(CommandLine line) {
    StringBuilder script = new StringBuilder("# fish completion of belay\n");
    line.getCommandSpec().options().forEach(o -> option(script, o, ""));
    for (Map.Entry<String, CommandLine> command : line.getSubcommands().entrySet()) {
      String name = command.getKey();
      line(script, NO_COMMAND_YET, "-f -a " + name + description(command.getValue()));
      String seen = "__fish_seen_subcommand_from " + name;
      for (OptionSpec option : command.getValue().getCommandSpec().options()) {
        if (!option.inherited()) {
          option(script, option, seen);
        }
      }
      command
          .getValue()
          .getSubcommands()
          .forEach((n, c) -> line(script, seen, "-f -a " + n + description(c)));
    }
    line(script, "__fish_seen_subcommand_from completion", "-f -a 'bash zsh fish'");
    line(
        script,
        "__fish_seen_subcommand_from help",
        "-f -a " + quoted(String.join(" ", line.getSubcommands().keySet())));
    return script.toString();
  }

  private static void option(StringBuilder script, OptionSpec option, String condition) {
    StringBuilder words = new StringBuilder();
    for (String name : option.names()) {
      words.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
    }
    if (option.arity().max() > 0) {
      boolean file = option.paramLabel().equals("FILE") || option.paramLabel().equals("REPO");
      words.append(file ? " -r -F" : " -x");
      if (option.completionCandidates() != null) {
        words.append(" -a ").append(quoted(String.join(" ", option.completionCandidates())));
      }
    }
    if (option.description().length > 0) {
      words.append(" -d ").append(quoted(option.description()[0]));
    }
    line(script, condition, words.toString().strip());
  }

  private static void line(StringBuilder script, String condition, String words) {
    script.append("complete -c belay ");
    if (!condition.isEmpty()) {
      script.append("-n ").append(quoted(condition)).append(' ');
    }
    script.append(words).append('\n');
  }

  private static String description(CommandLine command) {
    String[] text = command.getCommandSpec().usageMessage().description();
    return text.length == 0 ? "" : " -d " + quoted(text[0]);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}

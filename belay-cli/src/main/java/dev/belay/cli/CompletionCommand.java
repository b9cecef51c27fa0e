package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code belay completion}. */
@Command(
    name = "completion",
    description = "A script that completes belay's commands and options in your shell.",
    footer = {
      "",
      "bash:  source <(belay completion bash)       in ~/.bashrc",
      "zsh:   source <(belay completion zsh)        in ~/.zshrc, after compinit",
      "fish:  belay completion fish > ~/.config/fish/completions/belay.fish"
    })
final class CompletionCommand implements Action {
  private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  @Parameters(paramLabel = "bash|zsh|fish", description = "The shell.")
  String shell = "";

  @Override
  public int run(Context context) {
    CommandLine line = Commands.line(context.options(), context.shell());
    String script =
        switch (shell) {
          case "bash" -> AutoComplete.bash("belay", line);
          case "zsh" ->
              "autoload -U +X bashcompinit && bashcompinit\n" + AutoComplete.bash("belay", line);
          case "fish" -> FishCompletion.script(line);
          default ->
              throw new BelayException(
                  ErrorCode.USAGE,
                  "no completion for the shell " + shell + "." + Nearest.question(shell, SHELLS),
                  "belay completion bash, zsh or fish");
        };
    if (context.output().json()) {
      context.output().document(new Shapes.Script(shell, script));
    } else {
      context.output().line(script.stripTrailing());
    }
    return Exit.OK;
  }
}

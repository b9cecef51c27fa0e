package dev.belay.cli;

import dev.belay.Settings;
import dev.belay.config.Configuration;
import dev.belay.config.TimeSpan;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of a command: from its options, the environment and {@code belay.yaml}. */
final class Setup {
  private final Context context;
  private final Shell shell;

  private Setup(Context context) {
    this.context = context;
    this.shell = context.shell();
  }

  /** Reads the configuration; makes nothing and asks for no password yet. */
  static Settings of(Context context) {
    Settings settings = new Setup(context).configuration().settings();
    String wait = context.options().wait;
    return wait == null ? settings : settings.with(span(wait));
  }

  private static Duration span(String text) {
    return TimeSpan.parse(text)
        .orElseThrow(
            () ->
                new BelayException(
                    ErrorCode.USAGE,
                    "--wait is no span of time: " + text,
                    "write a number and a unit, like 500ms, 30s, 5m or 1h"));
  }

  private Configuration configuration() {
    return new Configuration(
        shell.directory(),
        shell.environment(),
        Optional.ofNullable(context.options().config).map(file -> path(file, "--config")),
        Optional.ofNullable(context.options().repository),
        shell.times().clock(),
        this::keyMade);
  }

  private void keyMade(Path file) {
    // Said even with --quiet: who loses this file loses every snapshot.
    context
        .output()
        .warning(
            "made the key of the new repository: "
                + file
                + " - keep a copy of it elsewhere; without it nobody can read the snapshots");
  }

  private Path path(String text, String what) {
    try {
      return shell.directory().resolve(text);
    } catch (InvalidPathException e) {
      throw new BelayException(ErrorCode.USAGE, what + " is not a path: " + text, "");
    }
  }
}

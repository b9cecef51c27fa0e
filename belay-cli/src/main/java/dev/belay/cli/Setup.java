package dev.belay.cli;

import dev.belay.Settings;
import dev.belay.config.Configuration;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
    return new Setup(context).configuration().settings();
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

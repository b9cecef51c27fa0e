package dev.belay.cli;

import dev.belay.RepositoryPassword;
import dev.belay.Settings;
import dev.belay.config.BelayYaml;
import dev.belay.config.BelayYamlReader;
import dev.belay.config.CommandSecret;
import dev.belay.config.FileSecret;
import dev.belay.config.GivenPassword;
import dev.belay.config.KeyFile;
import dev.belay.config.PrivateFiles;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Which repository, what opens it, and which databases have names: from options, environment and
 * {@code belay.yaml}.
 */
final class Setup {
  private static final String DEFAULT_CONFIG = "belay.yaml";

  private final Context context;
  private final Shell shell;

  private Setup(Context context) {
    this.context = context;
    this.shell = context.shell();
  }

  /** The settings. Reads the configuration; makes nothing and asks for no password yet. */
  static Settings of(Context context) {
    return new Setup(context).settings();
  }

  private Settings settings() {
    BelayYaml yaml = yaml();
    Optional<String> named = named();
    Path standard = shell.directory().resolve(".belay").resolve("repo");
    String repository = named.or(yaml::repository).orElse(standard.toString());
    // What belay.yaml says of a password is about its own repository only.
    boolean ofYaml = named.isEmpty() || named.equals(yaml.repository());
    RepositoryPassword password = password(Path.of(repository), ofYaml ? yaml : BelayYaml.EMPTY);
    if (repository.equals(standard.toString())) {
      password = new InProject(password, standard);
    }
    return new Settings(
        repository, password, yaml.databases(), shell.times().clock(), Optional.empty());
  }

  private BelayYaml yaml() {
    String config = context.options().config;
    if (config != null) {
      return BelayYamlReader.read(path(config, "--config"));
    }
    Path standard = shell.directory().resolve(DEFAULT_CONFIG);
    return Files.exists(standard) ? BelayYamlReader.read(standard) : BelayYaml.EMPTY;
  }

  /** The repository that the person named for this command, as an absolute path. */
  private Optional<String> named() {
    String option = context.options().repository;
    if (option != null) {
      return Optional.of(path(option, "--repo").normalize().toString());
    }
    String variable = shell.variable("BELAY_REPOSITORY");
    return variable.isEmpty()
        ? Optional.empty()
        : Optional.of(path(variable, "BELAY_REPOSITORY").normalize().toString());
  }

  private RepositoryPassword password(Path repository, BelayYaml yaml) {
    String file = shell.variable("BELAY_PASSWORD_FILE");
    if (!file.isEmpty()) {
      return new GivenPassword(new FileSecret(path(file, "BELAY_PASSWORD_FILE")));
    }
    String command = shell.variable("BELAY_PASSWORD_COMMAND");
    if (!command.isEmpty()) {
      return new GivenPassword(command(command));
    }
    String password = shell.variable("BELAY_PASSWORD");
    if (!password.isEmpty()) {
      return new GivenPassword(password::toCharArray);
    }
    if (yaml.repositoryPassword().isPresent()) {
      return new GivenPassword(yaml.repositoryPassword().get());
    }
    Path key = keys().resolve(KeyFile.nameFor(repository));
    return new KeyFile(key, repository, new SecureRandom(), this::keyMade);
  }

  private static CommandSecret command(String line) {
    try {
      return CommandSecret.parse(line);
    } catch (IllegalArgumentException e) {
      throw new BelayException(
          ErrorCode.USAGE,
          "BELAY_PASSWORD_COMMAND can't be split into words: " + e.getMessage(),
          "it is a program and its arguments; no shell reads it");
    }
  }

  private Path keys() {
    String config = shell.variable("XDG_CONFIG_HOME");
    // The specification says that a relative path is to be ignored.
    Path base = config.isEmpty() ? null : Path.of(config);
    if (base == null || !base.isAbsolute()) {
      String home = shell.variable("HOME");
      base = Path.of(home.isEmpty() ? System.getProperty("user.home", ".") : home, ".config");
    }
    return base.resolve("belay").resolve("keys");
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

  /**
   * The repository beside the data: its directory is made private, and Git is told to leave it
   * alone.
   */
  private record InProject(RepositoryPassword password, Path repository)
      implements RepositoryPassword {
    @Override
    public char[] get(boolean creating) throws IOException {
      Path directory = repository.getParent();
      if (creating && directory != null) {
        PrivateFiles.makeDirectory(directory);
        PrivateFiles.createOnce(
            directory.resolve(".gitignore"), "*\n".getBytes(StandardCharsets.UTF_8));
      }
      return password.get(creating);
    }

    @Override
    public boolean random() {
      return password.random();
    }
  }
}

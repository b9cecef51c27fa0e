package dev.belay.cli;

import dev.belay.Copies;
import dev.belay.Destination;
import dev.belay.RepositoryPassword;
import dev.belay.Settings;
import dev.belay.config.BelayYaml;
import dev.belay.config.BelayYamlReader;
import dev.belay.config.CommandSecret;
import dev.belay.config.FileSecret;
import dev.belay.config.GivenPassword;
import dev.belay.config.KeyFile;
import dev.belay.config.NamedRepository;
import dev.belay.config.PrivateFiles;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.StoreOptions;
import dev.belay.store.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    String standard = shell.directory().resolve(".belay").resolve("repo").toString();
    String named = named();
    Optional<NamedRepository> configured =
        named.isEmpty()
            ? yaml.first()
            : yaml.named(named)
                .or(
                    () ->
                        yaml.repositories().stream()
                            .filter(r -> r.location().equals(location(named)))
                            .findFirst());
    NamedRepository repository =
        configured.orElseGet(
            () ->
                new NamedRepository(
                    "", named.isEmpty() ? standard : location(named), Optional.empty(), Map.of()));
    RepositoryPassword password = environmentPassword().orElseGet(() -> ownPassword(repository));
    if (repository.location().equals(standard)) {
      password = new InProject(password, Path.of(standard));
    }
    return new Settings(
        repository.location(),
        password,
        yaml.databases(),
        shell.times().clock(),
        Optional.empty(),
        StoreOptions.ofEnvironment(shell.environment()).with(repository.options()),
        copies(yaml, repository),
        yaml.retention(),
        yaml.profiles());
  }

  /**
   * Whoever works with the first of the configuration's repositories works with its copies, too.
   */
  private Copies copies(BelayYaml yaml, NamedRepository used) {
    if (!yaml.first().equals(Optional.of(used)) || yaml.repositories().size() < 2) {
      return Copies.NONE;
    }
    List<Destination> destinations = new ArrayList<>();
    for (NamedRepository copy : yaml.repositories().subList(1, yaml.repositories().size())) {
      RepositoryPassword password =
          copy.password().isPresent()
              ? ownPassword(copy)
              : environmentPassword().orElseGet(() -> ownPassword(copy));
      destinations.add(new Destination(copy.name(), copy.location(), password, copy.options()));
    }
    return new Copies(destinations, yaml.chosen());
  }

  private BelayYaml yaml() {
    String config = context.options().config;
    if (config != null) {
      return BelayYamlReader.read(path(config, "--config"));
    }
    Path standard = shell.directory().resolve(DEFAULT_CONFIG);
    return Files.exists(standard) ? BelayYamlReader.read(standard) : BelayYaml.EMPTY;
  }

  /** What the person named for this command: a configured name, a path or a location; or "". */
  private String named() {
    String option = context.options().repository;
    return option == null ? shell.variable("BELAY_REPOSITORY") : option;
  }

  /** A path is made absolute; what has another scheme is its storage's to understand. */
  private String location(String text) {
    return Stores.path(text)
        .map(path -> path(path, "the repository").normalize().toString())
        .orElse(text);
  }

  private Optional<RepositoryPassword> environmentPassword() {
    String file = shell.variable("BELAY_PASSWORD_FILE");
    if (!file.isEmpty()) {
      return Optional.of(new GivenPassword(new FileSecret(path(file, "BELAY_PASSWORD_FILE"))));
    }
    String command = shell.variable("BELAY_PASSWORD_COMMAND");
    if (!command.isEmpty()) {
      return Optional.of(new GivenPassword(command(command)));
    }
    String password = shell.variable("BELAY_PASSWORD");
    return password.isEmpty()
        ? Optional.empty()
        : Optional.of(new GivenPassword(password::toCharArray));
  }

  /** What belay.yaml says of this very repository, else the key that Belay made for it. */
  private RepositoryPassword ownPassword(NamedRepository repository) {
    if (repository.password().isPresent()) {
      return new GivenPassword(repository.password().get());
    }
    String location = repository.location();
    String name =
        Stores.path(location)
            .map(path -> KeyFile.nameFor(path(path, "the repository")))
            .orElseGet(() -> KeyFile.nameForAddress(location));
    return new KeyFile(keys().resolve(name), location, new SecureRandom(), this::keyMade);
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

    @Override
    public Optional<Path> replace(char[] text) throws IOException {
      return password.replace(text);
    }
  }
}

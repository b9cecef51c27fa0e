package dev.belay.config;

import dev.belay.Copies;
import dev.belay.Destination;
import dev.belay.RepositoryPassword;
import dev.belay.Settings;
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
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which repository, what opens it, and which databases have names: from {@code belay.yaml} and the
 * environment, as the command line finds them, so that a program and a person work with the same.
 *
 * <pre>{@code
 * Belay belay = Belay.open(Configuration.read(Path.of("belay.yaml")));
 * }</pre>
 *
 * @param directory where relative paths start from
 * @param environment the environment's variables
 * @param config the file; empty for {@code belay.yaml} in the directory, if it is there
 * @param repository a configured name, a path or a location; empty for what environment or file say
 * @param clock tells the time
 * @param keyMade told of a key that was made for a new repository: whoever loses it loses every
 *     snapshot
 */
public record Configuration(
    Path directory,
    Map<String, String> environment,
    Optional<Path> config,
    Optional<String> repository,
    Clock clock,
    Consumer<Path> keyMade) {
  private static final String PASSWORD_FILE = "BELAY_PASSWORD_FILE";
  private static final String PASSWORD_COMMAND = "BELAY_PASSWORD_COMMAND";

  /** The first that is set counts. */
  private static final List<String> PASSWORDS =
      List.of(PASSWORD_FILE, PASSWORD_COMMAND, "BELAY_PASSWORD");

  public Configuration {
    environment = Map.copyOf(environment);
  }

  /** What a {@code belay.yaml} says; a repository that it does not name lies beside it. */
  public static Settings read(Path belayYaml) {
    Path file = belayYaml.toAbsolutePath().normalize();
    Path parent = file.getParent();
    return ofProcess(parent == null ? file : parent, Optional.of(file), Optional.empty())
        .settings();
  }

  /**
   * A repository without a {@code belay.yaml}: a path, or a location like {@code s3:…}. What opens
   * it is in the environment, else the key that Belay keeps for it, and makes for a new one.
   */
  public static Settings repository(String location) {
    Path here = Path.of("").toAbsolutePath();
    return ofProcess(here, Optional.empty(), Optional.of(location)).settings();
  }

  private static Configuration ofProcess(
      Path directory, Optional<Path> config, Optional<String> repository) {
    return new Configuration(
        directory,
        System.getenv(),
        config,
        repository,
        Clock.system(ZoneId.systemDefault()),
        file -> {});
  }

  /** The settings. Reads the configuration; makes nothing and asks for no password yet. */
  public Settings settings() {
    BelayYaml yaml = yaml();
    String standard = directory.resolve(".belay").resolve("repo").toString();
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
    NamedRepository used =
        configured.orElseGet(
            () ->
                new NamedRepository(
                    "", named.isEmpty() ? standard : location(named), Optional.empty(), Map.of()));
    RepositoryPassword password = password(used);
    if (used.location().equals(standard)) {
      password = new InProject(password, Path.of(standard));
    }
    return new Settings(
        used.location(),
        password,
        yaml.databases(),
        clock,
        Optional.empty(),
        StoreOptions.ofEnvironment(environment).with(used.options()),
        copies(yaml, used),
        yaml.retention(),
        yaml.profiles(),
        yaml.patience().orElse(Settings.PATIENCE),
        called());
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
      destinations.add(
          new Destination(copy.name(), copy.location(), password(copy), copy.options()));
    }
    return new Copies(destinations, yaml.chosen());
  }

  private BelayYaml yaml() {
    if (config.isPresent()) {
      return BelayYamlReader.read(config.get());
    }
    Path standard = directory.resolve(Settings.CALLED);
    return Files.exists(standard) ? BelayYamlReader.read(standard) : BelayYaml.EMPTY;
  }

  /** What people call the configuration: by its path, from where they are. */
  private String called() {
    Path file = config.orElse(directory.resolve(Settings.CALLED));
    return (file.startsWith(directory) ? directory.relativize(file) : file).toString();
  }

  /** What the caller named: a configured name, a path or a location; or "". */
  private String named() {
    return repository.orElseGet(() -> variable("BELAY_REPOSITORY"));
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** A path is made absolute; what has another scheme is its storage's to understand. */
  private String location(String text) {
    return Stores.path(text)
        .map(path -> path(path, "the repository").normalize().toString())
        .orElse(text);
  }

  /**
   * What belay.yaml says of this very repository comes first: one variable can't fit several
   * repositories, and a new one must not get another's password.
   */
  private RepositoryPassword password(NamedRepository repository) {
    Optional<String> variable = passwordVariable();
    if (repository.password().isPresent()) {
      String after = variable.map(name -> ", which comes before " + name + ",").orElse("");
      String called = "the password that " + called() + " names for this repository" + after;
      return new GivenPassword(repository.password().get(), called);
    }
    return variable.isPresent() ? environmentPassword(variable.get()) : madePassword(repository);
  }

  /** The variable that says what opens a repository of which belay.yaml does not. */
  private Optional<String> passwordVariable() {
    return PASSWORDS.stream().filter(name -> !variable(name).isEmpty()).findFirst();
  }

  private RepositoryPassword environmentPassword(String name) {
    String text = variable(name);
    SecretSource source =
        switch (name) {
          case PASSWORD_FILE -> new FileSecret(path(text, name));
          case PASSWORD_COMMAND -> command(text);
          default -> text::toCharArray;
        };
    return new GivenPassword(source, "the password from " + name);
  }

  /** The key that Belay made for a repository. */
  private RepositoryPassword madePassword(NamedRepository repository) {
    String location = repository.location();
    String name =
        Stores.path(location)
            .map(path -> KeyFile.nameFor(path(path, "the repository")))
            .orElseGet(() -> KeyFile.nameForAddress(location));
    return new KeyFile(keys().resolve(name), location, new SecureRandom(), keyMade);
  }

  private static CommandSecret command(String line) {
    try {
      return CommandSecret.parse(line);
    } catch (IllegalArgumentException e) {
      throw new BelayException(
          ErrorCode.USAGE,
          PASSWORD_COMMAND + " can't be split into words: " + e.getMessage(),
          "it is a program and its arguments; no shell reads it");
    }
  }

  private Path keys() {
    String config = variable("XDG_CONFIG_HOME");
    // The specification says that a relative path is to be ignored.
    Path base = config.isEmpty() ? null : Path.of(config);
    if (base == null || !base.isAbsolute()) {
      String home = variable("HOME");
      base = Path.of(home.isEmpty() ? System.getProperty("user.home", ".") : home, ".config");
    }
    return base.resolve("belay").resolve("keys");
  }

  private Path path(String text, String what) {
    try {
      return directory.resolve(text);
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
    public String called() {
      return password.called();
    }

    @Override
    public Optional<Path> replace(char[] text) throws IOException {
      return password.replace(text);
    }
  }
}

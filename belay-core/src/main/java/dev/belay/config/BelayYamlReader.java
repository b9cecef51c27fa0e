package dev.belay.config;

import dev.belay.Target;
import dev.belay.config.YamlNode.Empty;
import dev.belay.config.YamlNode.Entry;
import dev.belay.config.YamlNode.Mapping;
import dev.belay.config.YamlNode.Scalar;
import dev.belay.engine.Credentials;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code belay.yaml}. Unknown keys are refused, and all problems are reported together with
 * their lines.
 */
public final class BelayYamlReader {
  private static final List<String> TOP_KEYS = List.of("repository", "databases");
  private static final List<String> REPOSITORY_KEYS =
      List.of("path", "password-file", "password-command");
  private static final List<String> DATABASE_KEYS =
      List.of("url", "protected", "password-file", "password-command", "export");

  /** So that {@code latest:NAME} and options can't be confused with it. */
  private static final Pattern DATABASE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private final Problems problems;
  private final Path directory;

  private BelayYamlReader(Path file) {
    problems = new Problems(file);
    Path parent = file.toAbsolutePath().normalize().getParent();
    directory = parent == null ? file.toAbsolutePath() : parent;
  }

  /** What the file says. USAGE where it says something wrong, NOT_FOUND where it is not there. */
  public static BelayYaml read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new BelayException(
          ErrorCode.NOT_FOUND, "the configuration file " + file + " does not exist", "", e);
    } catch (IOException e) {
      throw new BelayException(
          ErrorCode.USAGE,
          "the configuration file " + file + " can't be read as UTF-8 text",
          "is it the right file, and may you read it?",
          e);
    }
    return new BelayYamlReader(file).read(text);
  }

  private BelayYaml read(String text) {
    YamlNode document = new YamlReader(problems).read(text);
    Map<String, YamlNode> top = entries(document, "the file", TOP_KEYS);
    Optional<String> repository = Optional.empty();
    Optional<SecretSource> password = Optional.empty();
    YamlNode node = top.get("repository");
    if (node instanceof Mapping) {
      Map<String, YamlNode> parts = entries(node, "repository", REPOSITORY_KEYS);
      repository = text(parts.get("path"), "repository: path").map(this::absolute);
      if (!parts.containsKey("path")) {
        problems.add(node.line(), "repository has no path");
      }
      password = secret(parts, "repository");
    } else if (node != null) {
      repository = text(node, "repository").map(this::absolute);
    }
    Map<String, Target> databases = databases(top.get("databases"));
    problems.check();
    return new BelayYaml(repository, password, databases);
  }

  private Map<String, Target> databases(@Nullable YamlNode node) {
    Map<String, Target> databases = new HashMap<>();
    if (node == null) {
      return databases;
    }
    for (Map.Entry<String, YamlNode> entry : entries(node, "databases", List.of()).entrySet()) {
      String name = entry.getKey();
      if (!DATABASE_NAME.matcher(name).matches()) {
        problems.add(
            entry.getValue().line(),
            "a database's name is made of letters, digits, “_”, “-” and “.”: " + name);
      }
      databases.put(name, database(name, entry.getValue()));
    }
    return databases;
  }

  private Target database(String name, YamlNode node) {
    String what = "database " + name;
    if (!(node instanceof Mapping)) {
      String url = text(node, what).map(this::reference).orElse("");
      return new Target(name, url, Credentials.NONE, false);
    }
    Map<String, YamlNode> parts = entries(node, what, DATABASE_KEYS);
    if (!parts.containsKey("url")) {
      problems.add(node.line(), what + " has no url");
    }
    String url = text(parts.get("url"), what + ": url").map(this::reference).orElse("");
    Credentials credentials =
        secret(parts, what)
            .<Credentials>map(source -> () -> Optional.of(source.read()))
            .orElse(Credentials.NONE);
    return new Target(
        name,
        url,
        credentials,
        flag(parts.get("protected"), what + ": protected"),
        new ExportRulesReader(problems).read(parts.get("export"), what + ": export"));
  }

  /** A mapping's values by key; {@code known} empty means that any key will do. */
  private Map<String, YamlNode> entries(YamlNode node, String what, List<String> known) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    if (node instanceof Empty) {
      return entries;
    }
    if (!(node instanceof Mapping mapping)) {
      problems.add(node.line(), what + " should be a list of “key: value” lines");
      return entries;
    }
    Set<String> seen = new HashSet<>();
    for (Entry entry : mapping.entries()) {
      if (!seen.add(entry.key())) {
        problems.add(entry.line(), what + " has the key " + entry.key() + " twice");
      } else if (known.isEmpty() || known.contains(entry.key())) {
        entries.put(entry.key(), entry.value());
      } else {
        problems.add(
            entry.line(),
            "unknown key "
                + entry.key()
                + "."
                + Nearest.question(entry.key(), known)
                + " (known here: "
                + String.join(", ", known)
                + ")");
      }
    }
    return entries;
  }

  private Optional<SecretSource> secret(Map<String, YamlNode> parts, String what) {
    YamlNode file = parts.get("password-file");
    YamlNode command = parts.get("password-command");
    if (file != null && command != null) {
      problems.add(command.line(), what + " has both password-file and password-command");
    }
    if (file != null) {
      return text(file, what + ": password-file").map(f -> new FileSecret(Path.of(absolute(f))));
    }
    if (command == null) {
      return Optional.empty();
    }
    try {
      return text(command, what + ": password-command").map(CommandSecret::parse);
    } catch (IllegalArgumentException e) {
      problems.add(command.line(), what + ": password-command: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<String> text(@Nullable YamlNode node, String what) {
    if (node instanceof Scalar scalar) {
      return Optional.of(scalar.text());
    }
    if (node != null) {
      problems.add(node.line(), what + (node instanceof Empty ? " is empty" : " should be text"));
    }
    return Optional.empty();
  }

  private boolean flag(@Nullable YamlNode node, String what) {
    if (node instanceof Scalar scalar && scalar.text().equals("true")) {
      return true;
    }
    if (node != null && !(node instanceof Scalar scalar && scalar.text().equals("false"))) {
      problems.add(node.line(), what + " should be true or false");
    }
    return false;
  }

  private String absolute(String path) {
    try {
      return directory.resolve(path).normalize().toString();
    } catch (InvalidPathException e) {
      problems.add(1, "not a path: " + path);
      return path;
    }
  }

  /** A path is made absolute; what has another scheme is its engine's to understand. */
  private String reference(String url) {
    if (url.startsWith("sqlite:")) {
      return "sqlite:" + absolute(url.substring("sqlite:".length()));
    }
    return SCHEME.matcher(url).matches() ? url : absolute(url);
  }
}

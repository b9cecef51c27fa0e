package dev.belay.config;

import dev.belay.Target;
import dev.belay.config.YamlNode.Entry;
import dev.belay.config.YamlNode.Mapping;
import dev.belay.config.YamlNode.Sequence;
import dev.belay.engine.Credentials;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import dev.belay.model.Profile;
import dev.belay.retention.RetentionRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code belay.yaml}. Unknown keys are refused, and all problems are reported together with
 * their lines.
 */
public final class BelayYamlReader {
  private static final List<String> TOP_KEYS =
      List.of("repository", "repositories", "retention", "databases", "profiles", "wait");
  private static final List<String> REPOSITORY_KEYS =
      List.of("path", "password-file", "password-command", "options");
  private static final List<String> DATABASE_KEYS =
      List.of(
          "url",
          "protected",
          "repositories",
          "password-file",
          "password-command",
          "retention",
          "export");

  /** So that {@code latest:NAME} and options can't be confused with it. */
  private static final Pattern DATABASE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private final Problems problems;
  private final NodeReader nodes;
  private final Map<String, RetentionRules.ForDatabase> retentions = new HashMap<>();

  private BelayYamlReader(Path file) {
    problems = new Problems(file);
    Path parent = file.toAbsolutePath().normalize().getParent();
    nodes = new NodeReader(problems, parent == null ? file.toAbsolutePath() : parent);
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
    Map<String, YamlNode> top = nodes.entries(document, "the file", TOP_KEYS);
    List<NamedRepository> repositories = repositories(top);
    Map<String, Target> databases = databases(top.get("databases"));
    Map<String, List<String>> chosen = chosen(top.get("databases"), repositories);
    YamlNode retention = top.get("retention");
    RetentionRules rules =
        new RetentionRules(
            retention == null
                ? RetentionRules.ForDatabase.NONE
                : new RetentionReader(nodes, problems).read(retention, "retention"),
            retentions);
    Map<String, Profile> profiles =
        new ProfilesReader(nodes, problems, databases.keySet()).read(top.get("profiles"));
    Optional<Duration> patience = patience(top.get("wait"));
    problems.check();
    return new BelayYaml(repositories, databases, chosen, rules, profiles, patience);
  }

  private Optional<Duration> patience(@Nullable YamlNode node) {
    if (node == null) {
      return Optional.empty();
    }
    Optional<Duration> wait = nodes.text(node, "wait").flatMap(TimeSpan::parse);
    if (wait.isEmpty()) {
      problems.add(node.line(), "wait should be a span of time like 30s or 5m");
    }
    return wait;
  }

  private List<NamedRepository> repositories(Map<String, YamlNode> top) {
    List<NamedRepository> repositories = new ArrayList<>();
    YamlNode one = top.get("repository");
    YamlNode many = top.get("repositories");
    if (one != null && many != null) {
      problems.add(many.line(), "there is repository, and repositories too: write one of them");
    }
    if (one != null) {
      repositories.add(repository("", "repository", one));
    }
    if (many != null) {
      nodes
          .entries(many, "repositories", List.of())
          .forEach((name, node) -> repositories.add(repository(name, "repository " + name, node)));
    }
    for (NamedRepository each : repositories) {
      if (many != null && !DATABASE_NAME.matcher(each.name()).matches()) {
        problems.add(many.line(), "not a name of a repository: " + each.name());
      }
    }
    return repositories;
  }

  private NamedRepository repository(String name, String what, YamlNode node) {
    if (!(node instanceof Mapping)) {
      String location = nodes.text(node, what).map(nodes::reference).orElse("");
      return new NamedRepository(name, location, Optional.empty(), Map.of());
    }
    Map<String, YamlNode> parts = nodes.entries(node, what, REPOSITORY_KEYS);
    if (!parts.containsKey("path")) {
      problems.add(node.line(), what + " has no path");
    }
    Map<String, String> options = new HashMap<>();
    if (parts.containsKey("options")) {
      nodes
          .entries(parts.get("options"), what + ": options", List.of())
          .forEach(
              (key, value) ->
                  nodes.text(value, what + ": " + key).ifPresent(v -> options.put(key, v)));
    }
    String location =
        nodes.text(parts.get("path"), what + ": path").map(nodes::reference).orElse("");
    return new NamedRepository(name, location, secret(parts, what), options);
  }

  /** Which repositories a database is kept in: the first of all, and some of the others. */
  private Map<String, List<String>> chosen(
      @Nullable YamlNode databases, List<NamedRepository> repositories) {
    Map<String, List<String>> chosen = new HashMap<>();
    if (!(databases instanceof Mapping mapping)) {
      return chosen;
    }
    List<String> known = repositories.stream().map(NamedRepository::name).toList();
    for (Entry database : mapping.entries()) {
      if (database.value() instanceof Mapping parts) {
        parts.entries().stream()
            .filter(e -> e.key().equals("repositories"))
            .forEach(
                e ->
                    chosen.put(
                        database.key(),
                        names(e.value(), "database " + database.key() + ": repositories", known)));
      }
    }
    return chosen;
  }

  private List<String> names(YamlNode node, String what, List<String> known) {
    List<String> names = new ArrayList<>();
    if (!(node instanceof Sequence list)) {
      problems.add(node.line(), what + " should be a list, for instance [disk, offsite]");
      return names;
    }
    for (YamlNode item : list.items()) {
      String name = nodes.text(item, what).orElse("");
      if (!known.contains(name)) {
        problems.add(
            item.line(), what + ": no repository " + name + "." + Nearest.question(name, known));
      }
      names.add(name);
    }
    if (!names.isEmpty() && !known.isEmpty() && !names.get(0).equals(known.get(0))) {
      problems.add(
          node.line(),
          what
              + " begins with "
              + known.get(0)
              + ", the first of the file: that is where backups go");
    }
    return names;
  }

  private Map<String, Target> databases(@Nullable YamlNode node) {
    Map<String, Target> databases = new HashMap<>();
    if (node == null) {
      return databases;
    }
    for (Map.Entry<String, YamlNode> entry :
        nodes.entries(node, "databases", List.of()).entrySet()) {
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
      String url = nodes.text(node, what).map(nodes::reference).orElse("");
      return new Target(name, url, Credentials.NONE, false);
    }
    Map<String, YamlNode> parts = nodes.entries(node, what, DATABASE_KEYS);
    if (!parts.containsKey("url")) {
      problems.add(node.line(), what + " has no url");
    }
    YamlNode retention = parts.get("retention");
    if (retention != null) {
      retentions.put(
          name, new RetentionReader(nodes, problems).read(retention, what + ": retention"));
    }
    String url = nodes.text(parts.get("url"), what + ": url").map(nodes::reference).orElse("");
    Credentials credentials =
        secret(parts, what)
            .<Credentials>map(source -> () -> Optional.of(source.read()))
            .orElse(Credentials.NONE);
    return new Target(
        name,
        url,
        credentials,
        nodes.flag(parts.get("protected"), what + ": protected"),
        new ExportRulesReader(problems).read(parts.get("export"), what + ": export"));
  }

  private Optional<SecretSource> secret(Map<String, YamlNode> parts, String what) {
    YamlNode file = parts.get("password-file");
    YamlNode command = parts.get("password-command");
    if (file != null && command != null) {
      problems.add(command.line(), what + " has both password-file and password-command");
    }
    if (file != null) {
      return nodes
          .text(file, what + ": password-file")
          .map(f -> new FileSecret(Path.of(nodes.absolute(f))));
    }
    if (command == null) {
      return Optional.empty();
    }
    try {
      return nodes.text(command, what + ": password-command").map(CommandSecret::parse);
    } catch (IllegalArgumentException e) {
      problems.add(command.line(), what + ": password-command: " + e.getMessage());
      return Optional.empty();
    }
  }
}

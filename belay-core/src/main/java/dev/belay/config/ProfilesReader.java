package dev.belay.config;

import dev.belay.config.YamlNode.Empty;
import dev.belay.config.YamlNode.Scalar;
import dev.belay.model.Nearest;
import dev.belay.model.Profile;
import dev.belay.model.Profile.NewTables;
import dev.belay.model.Reset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what stands under {@code profiles:}; docs/profiles.md has its shape. */
final class ProfilesReader {
  private static final List<String> KEYS =
      List.of(
          "database",
          "description",
          "groups",
          "include",
          "exclude",
          "new-tables",
          "where",
          "exclude-columns",
          "files",
          "on-restore",
          "cleanup",
          "reset",
          "keys",
          "critical",
          "statistics",
          "hooks");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private final NodeReader nodes;
  private final Problems problems;
  private final Collection<String> databases;

  /**
   * @param databases the names that the file gives to databases
   */
  ProfilesReader(NodeReader nodes, Problems problems, Collection<String> databases) {
    this.nodes = nodes;
    this.problems = problems;
    this.databases = databases;
  }

  Map<String, Profile> read(@Nullable YamlNode node) {
    Map<String, Profile> profiles = new LinkedHashMap<>();
    nodes
        .entries(node, "profiles", List.of())
        .forEach(
            (name, parts) -> {
              if (!NAME.matcher(name).matches()) {
                problems.add(
                    parts.line(),
                    "a profile's name is made of letters, digits, “_”, “-” and “.”: " + name);
              }
              profiles.put(name, profile(name, parts));
            });
    return profiles;
  }

  private Profile profile(String name, YamlNode node) {
    String what = "profile " + name;
    Map<String, YamlNode> parts = nodes.entries(node, what, KEYS);
    List<String> include = nodes.tables(parts.get("include"), what + ": include");
    RulesReader rules = new RulesReader(nodes, problems);
    Profile profile =
        new Profile(
            name,
            database(parts.get("database"), what),
            nodes.text(parts.get("description"), what + ": description").orElse(""),
            lists(parts.get("groups"), what + ": groups"),
            include,
            nodes.tables(parts.get("exclude"), what + ": exclude"),
            newTables(parts.get("new-tables"), include, what),
            textsByName(parts.get("where"), what + ": where"),
            lists(parts.get("exclude-columns"), what + ": exclude-columns"),
            rules.read(parts.get("on-restore"), what + ": on-restore"),
            rules.read(parts.get("cleanup"), what + ": cleanup"),
            reset(parts.get("reset"), what),
            lists(parts.get("keys"), what + ": keys"),
            nodes.tables(parts.get("critical"), what + ": critical"),
            textsByName(parts.get("statistics"), what + ": statistics"),
            new HooksReader(nodes, problems).read(parts.get("hooks"), what + ": hooks"),
            files(parts.get("files"), what));
    new GroupCheck(profile, problem -> problems.add(node.line(), what + ": " + problem)).run();
    return profile;
  }

  private Optional<String> database(@Nullable YamlNode node, String what) {
    Optional<String> name = nodes.text(node, what + ": database");
    if (node == null || name.isEmpty() || databases.contains(name.get())) {
      return name;
    }
    if (name.get().chars().anyMatch(c -> c == '/' || c == ':' || c == '.')) {
      return name.map(nodes::reference);
    }
    problems.add(
        node.line(),
        what
            + ": no database "
            + name.get()
            + " in this file."
            + Nearest.question(name.get(), databases));
    return name;
  }

  /** What is not named is left alone where tables are chosen one by one. */
  private NewTables newTables(@Nullable YamlNode node, List<String> include, String what) {
    String word = node instanceof Scalar scalar ? scalar.text() : "";
    if (node == null) {
      return include.isEmpty() ? NewTables.IN : NewTables.OUT;
    }
    if (!word.equals("in") && !word.equals("out")) {
      problems.add(node.line(), what + ": new-tables is in or out");
    }
    return word.equals("in") ? NewTables.IN : NewTables.OUT;
  }

  private Map<String, List<String>> lists(@Nullable YamlNode node, String what) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    nodes
        .entries(node, what, List.of())
        .forEach(
            (key, value) -> {
              List<String> items = nodes.tables(value, what + ": " + key);
              if (items.isEmpty()) {
                problems.add(value.line(), what + ": " + key + " is empty");
              }
              lists.put(key, items);
            });
    return lists;
  }

  private Map<String, String> textsByName(@Nullable YamlNode node, String what) {
    Map<String, String> texts = new LinkedHashMap<>();
    nodes
        .entries(node, what, List.of())
        .forEach(
            (key, value) ->
                nodes.text(value, what + ": " + key).ifPresent(text -> texts.put(key, text)));
    return texts;
  }

  private Optional<Reset> reset(@Nullable YamlNode node, String what) {
    return node == null || node instanceof Empty
        ? Optional.empty()
        : Optional.of(new ResetReader(nodes, problems).read(node, what + ": reset"));
  }

  private List<Path> files(@Nullable YamlNode node, String what) {
    List<Path> files = new ArrayList<>();
    for (YamlNode item : nodes.items(node)) {
      Optional<Path> path = nodes.path(item, what + ": files");
      path.flatMap(p -> overlap(p, files))
          .ifPresent(problem -> problems.add(item.line(), what + ": files: " + problem));
      path.ifPresent(files::add);
    }
    return files;
  }

  /** What is in two of them would be written by both. */
  private static Optional<String> overlap(Path path, List<Path> others) {
    return others.stream()
        .filter(o -> path.startsWith(o) || o.startsWith(path))
        .findFirst()
        .map(o -> path.startsWith(o) ? within(path, o) : within(o, path));
  }

  private static String within(Path inner, Path outer) {
    return inner.equals(outer)
        ? inner + " stands there twice; leave one out"
        : "%s is in %s already; leave it out".formatted(inner, outer);
  }
}

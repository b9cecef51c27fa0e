package dev.belay.config;

import dev.belay.config.YamlNode.Empty;
import dev.belay.config.YamlNode.Entry;
import dev.belay.config.YamlNode.Mapping;
import dev.belay.config.YamlNode.Scalar;
import dev.belay.config.YamlNode.Sequence;
import dev.belay.model.Nearest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes what is expected out of nodes; whatever else stands there becomes a problem. */
final class NodeReader {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private final Problems problems;
  private final Path directory;

  /**
   * @param directory what relative paths are relative to
   */
  NodeReader(Problems problems, Path directory) {
    this.problems = problems;
    this.directory = directory;
  }

  /** A mapping's values by key, in order; {@code known} empty means that any key will do. */
  Map<String, YamlNode> entries(@Nullable YamlNode node, String what, List<String> known) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    if (node == null || node instanceof Empty) {
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

  /** One value; empty, without a problem, where there is no node. */
  Optional<String> text(@Nullable YamlNode node, String what) {
    if (node instanceof Scalar scalar) {
      return Optional.of(scalar.text());
    }
    if (node != null) {
      problems.add(node.line(), what + (node instanceof Empty ? " is empty" : " should be text"));
    }
    return Optional.empty();
  }

  /** A list of values; one value stands for a list of it. */
  List<String> texts(@Nullable YamlNode node, String what) {
    List<String> texts = new ArrayList<>();
    for (YamlNode item : items(node)) {
      text(item, what).ifPresent(texts::add);
    }
    return texts;
  }

  /** A list of tables, where {@code {group: NAME}} stands for those of a group. */
  List<String> tables(@Nullable YamlNode node, String what) {
    List<String> tables = new ArrayList<>();
    for (YamlNode item : items(node)) {
      if (item instanceof Mapping) {
        text(entries(item, what, List.of("group")).get("group"), what + ": group")
            .ifPresent(group -> tables.add("group:" + group));
      } else {
        text(item, what).ifPresent(tables::add);
      }
    }
    return tables;
  }

  /** The items of a list, or the one thing that stands in its place; none of nothing. */
  List<YamlNode> items(@Nullable YamlNode node) {
    if (node instanceof Sequence list) {
      return list.items();
    }
    return node == null || node instanceof Empty ? List.of() : List.of(node);
  }

  boolean flag(@Nullable YamlNode node, String what) {
    if (node instanceof Scalar scalar && scalar.text().equals("true")) {
      return true;
    }
    if (node != null && !(node instanceof Scalar scalar && scalar.text().equals("false"))) {
      problems.add(node.line(), what + " should be true or false");
    }
    return false;
  }

  /** A path, absolute. */
  Optional<Path> path(@Nullable YamlNode node, String what) {
    return text(node, what).map(path -> Path.of(absolute(path)));
  }

  /** A path against the directory of the file. */
  String absolute(String path) {
    try {
      return directory.resolve(path).normalize().toString();
    } catch (InvalidPathException e) {
      problems.add(1, "not a path: " + path);
      return directory.toString();
    }
  }

  /** A path is made absolute; what has another scheme is its engine's to understand. */
  String reference(String url) {
    if (url.startsWith("sqlite:")) {
      return "sqlite:" + absolute(url.substring("sqlite:".length()));
    }
    return SCHEME.matcher(url).matches() ? url : absolute(url);
  }
}

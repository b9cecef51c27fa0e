package dev.belay.config;

import dev.belay.config.YamlNode.Mapping;
import dev.belay.config.YamlNode.Scalar;
import dev.belay.model.Reset;
import dev.belay.model.Reset.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code reset:}. */
final class ResetReader {
  private static final List<String> KEYS =
      List.of("seed", "sql", "clear", "keep", "counters", "export");

  private final NodeReader nodes;
  private final Problems problems;

  ResetReader(NodeReader nodes, Problems problems) {
    this.nodes = nodes;
    this.problems = problems;
  }

  Reset read(YamlNode node, String what) {
    Map<String, YamlNode> parts = nodes.entries(node, what, KEYS);
    Map<String, Seed> seed = new LinkedHashMap<>();
    nodes
        .entries(parts.get("seed"), what + ": seed", List.of())
        .forEach(
            (table, value) ->
                seed(value, what + ": seed: " + table).ifPresent(s -> seed.put(table, s)));
    List<Path> sql = new ArrayList<>();
    for (YamlNode item : nodes.items(parts.get("sql"))) {
      nodes.path(item, what + ": sql").ifPresent(sql::add);
    }
    return new Reset(
        seed,
        sql,
        nodes.tables(parts.get("clear"), what + ": clear"),
        nodes.tables(parts.get("keep"), what + ": keep"),
        restart(parts.get("counters"), what + ": counters"),
        nodes.path(parts.get("export"), what + ": export"));
  }

  private Optional<Seed> seed(YamlNode node, String what) {
    if (!(node instanceof Mapping)) {
      return nodes.path(node, what).map(file -> new Seed(file, Optional.empty()));
    }
    Map<String, YamlNode> parts = nodes.entries(node, what, List.of("file", "column"));
    if (!parts.containsKey("file")) {
      problems.add(node.line(), what + " has no file");
    }
    Optional<String> column = nodes.text(parts.get("column"), what + ": column");
    return nodes.path(parts.get("file"), what + ": file").map(file -> new Seed(file, column));
  }

  private boolean restart(@Nullable YamlNode node, String what) {
    String word = node instanceof Scalar scalar ? scalar.text() : "";
    if (node != null && !word.equals("restart") && !word.equals("keep")) {
      problems.add(node.line(), what + " is restart or keep");
    }
    return word.equals("restart");
  }
}

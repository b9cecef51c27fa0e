package dev.belay.config;

import dev.belay.config.YamlNode.Mapping;
import dev.belay.config.YamlNode.Scalar;
import dev.belay.config.YamlNode.Sequence;
import dev.belay.model.Hooks;
import dev.belay.model.Hooks.Hook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code hooks:}. */
final class HooksReader {
  /** What an application needs to stop or start, and no more. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final NodeReader nodes;
  private final Problems problems;

  HooksReader(NodeReader nodes, Problems problems) {
    this.nodes = nodes;
    this.problems = problems;
  }

  Hooks read(@Nullable YamlNode node, String what) {
    Map<String, YamlNode> parts =
        nodes.entries(
            node, what, List.of("before-backup", "after-backup", "before-run", "after-run"));
    return new Hooks(
        hook(parts.get("before-backup"), what + ": before-backup"),
        hook(parts.get("after-backup"), what + ": after-backup"),
        hook(parts.get("before-run"), what + ": before-run"),
        hook(parts.get("after-run"), what + ": after-run"));
  }

  private Optional<Hook> hook(@Nullable YamlNode node, String what) {
    if (node == null) {
      return Optional.empty();
    }
    if (!(node instanceof Mapping)) {
      return command(node, what).map(command -> new Hook(command, LIMIT));
    }
    Map<String, YamlNode> parts = nodes.entries(node, what, List.of("command", "limit"));
    YamlNode command = parts.get("command");
    if (command == null) {
      problems.add(node.line(), what + " has no command");
      return Optional.empty();
    }
    Duration limit = limit(parts.get("limit"), what + ": limit");
    return command(command, what + ": command").map(words -> new Hook(words, limit));
  }

  /** The program and its arguments; no shell will split or expand them. */
  private Optional<List<String>> command(YamlNode node, String what) {
    List<String> words = new ArrayList<>();
    if (node instanceof Sequence list) {
      for (YamlNode item : list.items()) {
        if (item instanceof YamlNode.Empty empty && empty.quoted()) {
          words.add("");
        } else {
          nodes.text(item, what).ifPresent(words::add);
        }
      }
    }
    if (words.isEmpty() || words.get(0).isEmpty()) {
      problems.add(
          node.line(),
          what + " should be a list of the program and its arguments: [systemctl, stop, app]");
      return Optional.empty();
    }
    if (words.get(0).contains("/")) {
      words.set(0, nodes.absolute(words.get(0)));
    }
    return Optional.of(words);
  }

  private Duration limit(@Nullable YamlNode node, String what) {
    if (node == null) {
      return LIMIT;
    }
    Optional<Duration> limit =
        TimeSpan.parse(node instanceof Scalar scalar ? scalar.text() : "")
            .filter(span -> !span.isZero());
    if (limit.isPresent()) {
      return limit.get();
    }
    problems.add(node.line(), what + " should be a span of time like 30s or 5m");
    return LIMIT;
  }
}

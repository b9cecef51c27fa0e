package dev.belay.config;

import dev.belay.config.YamlNode.Scalar;
import dev.belay.config.YamlNode.Sequence;
import dev.belay.retention.Period;
import dev.belay.retention.RetentionPolicy;
import dev.belay.retention.RetentionRules;
import dev.belay.retention.Span;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what stands under {@code retention:}, for all databases or for one. */
final class RetentionReader {
  private static final List<String> POLICY_KEYS = policyKeys();

  private final NodeReader nodes;
  private final Problems problems;

  RetentionReader(NodeReader nodes, Problems problems) {
    this.nodes = nodes;
    this.problems = problems;
  }

  private static List<String> policyKeys() {
    List<String> keys = new ArrayList<>(List.of("last"));
    for (Period period : Period.values()) {
      keys.add(period.word());
    }
    keys.add("within");
    for (Period period : Period.values()) {
      keys.add("within-" + period.word());
    }
    keys.add("tags");
    return List.copyOf(keys);
  }

  RetentionRules.ForDatabase read(YamlNode node, String what) {
    List<String> known = new ArrayList<>(POLICY_KEYS);
    known.add("types");
    Map<String, YamlNode> parts = nodes.entries(node, what, known);
    YamlNode types = parts.remove("types");
    Map<String, RetentionPolicy> byType = new HashMap<>();
    if (types != null) {
      nodes
          .entries(types, what + ": types", List.of())
          .forEach(
              (type, rules) -> {
                String where = what + ": types: " + type;
                byType.put(type, policy(nodes.entries(rules, where, POLICY_KEYS), where));
              });
    }
    return new RetentionRules.ForDatabase(policy(parts, what), byType);
  }

  private RetentionPolicy policy(Map<String, YamlNode> parts, String what) {
    int last = 0;
    Span within = Span.NONE;
    Map<Period, Integer> counts = new EnumMap<>(Period.class);
    Map<Period, Span> windows = new EnumMap<>(Period.class);
    List<List<String>> tags = new ArrayList<>();
    for (Map.Entry<String, YamlNode> part : parts.entrySet()) {
      String key = part.getKey();
      String where = what + ": " + key;
      switch (key) {
        case "last" -> last = count(part.getValue(), where);
        case "within" -> within = span(part.getValue(), where);
        case "tags" -> tags.addAll(tags(part.getValue(), where));
        default -> {
          if (key.startsWith("within-")) {
            windows.put(period(key.substring("within-".length())), span(part.getValue(), where));
          } else {
            counts.put(period(key), count(part.getValue(), where));
          }
        }
      }
    }
    return new RetentionPolicy(last, counts, within, windows, tags);
  }

  private static Period period(String word) {
    for (Period period : Period.values()) {
      if (period.word().equals(word)) {
        return period;
      }
    }
    throw new IllegalStateException("no period: " + word);
  }

  private int count(YamlNode node, String where) {
    if (node instanceof Scalar scalar) {
      if (scalar.text().equals("unlimited")) {
        return RetentionPolicy.UNLIMITED;
      }
      if (scalar.text().matches("\\d{1,9}")) {
        return Integer.parseInt(scalar.text());
      }
    }
    problems.add(node.line(), where + " should be a number, or unlimited");
    return 0;
  }

  private Span span(YamlNode node, String where) {
    try {
      if (node instanceof Scalar scalar) {
        return Span.parse(scalar.text());
      }
    } catch (IllegalArgumentException e) {
      // Said below, with the line.
    }
    problems.add(node.line(), where + " should be a span of time like 1y5m7d2h");
    return Span.NONE;
  }

  private List<List<String>> tags(YamlNode node, String where) {
    List<List<String>> tags = new ArrayList<>();
    if (node instanceof Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof Scalar scalar) {
          tags.add(List.of(scalar.text()));
        } else {
          problems.add(item.line(), where + " should be a list of tags");
        }
      }
    } else {
      problems.add(node.line(), where + " should be a list of tags");
    }
    return tags;
  }
}

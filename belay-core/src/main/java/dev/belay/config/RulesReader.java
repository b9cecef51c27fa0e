package dev.belay.config;

import dev.belay.config.YamlNode.Empty;
import dev.belay.config.YamlNode.Mapping;
import dev.belay.config.YamlNode.Scalar;
import dev.belay.model.Rules;
import dev.belay.model.Rules.Assigned;
import dev.belay.model.Rules.SetRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code on-restore} and {@code cleanup}. */
final class RulesReader {
  private static final List<String> KEYS = List.of("clear", "keep", "delete", "set", "after");
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

  private final NodeReader nodes;
  private final Problems problems;

  RulesReader(NodeReader nodes, Problems problems) {
    this.nodes = nodes;
    this.problems = problems;
  }

  Rules read(@Nullable YamlNode node, String what) {
    Map<String, YamlNode> parts = nodes.entries(node, what, KEYS);
    Map<String, String> delete = new LinkedHashMap<>();
    nodes
        .entries(parts.get("delete"), what + ": delete", List.of())
        .forEach(
            (table, condition) ->
                nodes
                    .text(condition, what + ": delete: " + table)
                    .ifPresent(sql -> delete.put(table, sql)));
    return new Rules(
        nodes.tables(parts.get("clear"), what + ": clear"),
        nodes.tables(parts.get("keep"), what + ": keep"),
        delete,
        set(parts.get("set"), what + ": set"),
        nodes.texts(parts.get("after"), what + ": after"));
  }

  private List<SetRule> set(@Nullable YamlNode node, String what) {
    List<SetRule> rules = new ArrayList<>();
    nodes
        .entries(node, what, List.of())
        .forEach(
            (table, value) -> {
              for (YamlNode item : nodes.items(value)) {
                rules.add(rule(table, item, what + ": " + table));
              }
              if (nodes.items(value).isEmpty()) {
                problems.add(value.line(), what + ": " + table + " sets nothing");
              }
            });
    return rules;
  }

  private SetRule rule(String table, YamlNode node, String what) {
    if (!longForm(node)) {
      return new SetRule(table, values(node, what), "");
    }
    Map<String, YamlNode> parts = nodes.entries(node, what, List.of("values", "where"));
    return new SetRule(
        table,
        values(parts.get("values"), what + ": values"),
        nodes.text(parts.get("where"), what + ": where").orElse(""));
  }

  /** A column may be called “values” too, but then it has a value and no columns. */
  private static boolean longForm(YamlNode node) {
    return node instanceof Mapping mapping
        && mapping.entries().stream()
            .anyMatch(
                e ->
                    e.key().equals("values")
                        && e.value() instanceof Mapping columns
                        && !expression(columns));
  }

  private static boolean expression(Mapping value) {
    return value.entries().size() == 1
        && value.entries().get(0).key().equals("sql")
        && value.entries().get(0).value() instanceof Scalar;
  }

  private Map<String, Assigned> values(@Nullable YamlNode node, String what) {
    Map<String, Assigned> values = new LinkedHashMap<>();
    nodes
        .entries(node, what, List.of())
        .forEach(
            (column, value) ->
                assigned(value, what + ": " + column).ifPresent(a -> values.put(column, a)));
    if (values.isEmpty() && node != null) {
      problems.add(node.line(), what + " sets nothing");
    }
    return values;
  }

  private Optional<Assigned> assigned(YamlNode node, String what) {
    if (node instanceof Scalar scalar) {
      return Optional.of(
          switch (scalar.kind()) {
            case TEXT -> new Assigned(scalar.text(), Assigned.Kind.TEXT);
            case NUMBER -> number(scalar, what);
            case TRUE -> new Assigned("true", Assigned.Kind.TRUE);
            case FALSE -> new Assigned("false", Assigned.Kind.FALSE);
          });
    }
    if (node instanceof Empty empty) {
      return Optional.of(
          new Assigned("", empty.quoted() ? Assigned.Kind.TEXT : Assigned.Kind.NULL));
    }
    if (node instanceof Mapping mapping && expression(mapping)) {
      return nodes
          .text(mapping.entries().get(0).value(), what)
          .map(sql -> new Assigned(sql, Assigned.Kind.EXPRESSION));
    }
    problems.add(node.line(), what + " should be a value, null, or {sql: \"an expression\"}");
    return Optional.empty();
  }

  /** YAML has numbers that SQL has not, like {@code 1_000}, {@code 0x1F} and {@code .inf}. */
  private Assigned number(Scalar scalar, String what) {
    if (!NUMBER.matcher(scalar.text()).matches()) {
      problems.add(
          scalar.line(),
          what + ": " + scalar.text() + " is no number in SQL; quote it if it is text");
    }
    return new Assigned(scalar.text(), Assigned.Kind.NUMBER);
  }
}

package dev.belay.config;

import dev.belay.config.YamlNode.Entry;
import dev.belay.config.YamlNode.Mapping;
import dev.belay.config.YamlNode.Scalar;
import dev.belay.config.YamlNode.Sequence;
import dev.belay.model.ExportRules;
import dev.belay.model.Mask;
import dev.belay.model.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code belay.yaml} says of a database's columns for exports:
 *
 * <pre>
 * export:
 *   sensitive: [customers.iban, "*.birthday"]
 *   harmless: [articles.token_count]
 *   masks:
 *     customers.id: hash
 *     customers.email: {fake: email}
 *     customers.notes: {fixed: "-"}
 *     customers.phone: null
 * </pre>
 */
final class ExportRulesReader {
  private static final List<String> KEYS = List.of("sensitive", "harmless", "masks");
  private static final List<String> MASKS = List.of("hash", "null", "fixed", "fake");

  private final Problems problems;

  ExportRulesReader(Problems problems) {
    this.problems = problems;
  }

  ExportRules read(@Nullable YamlNode node, String what) {
    if (node == null) {
      return ExportRules.NONE;
    }
    List<String> sensitive = List.of();
    List<String> harmless = List.of();
    Map<String, Mask> masks = new HashMap<>();
    for (Entry entry : entries(node, what)) {
      switch (entry.key()) {
        case "sensitive" -> sensitive = names(entry.value(), what + ": sensitive");
        case "harmless" -> harmless = names(entry.value(), what + ": harmless");
        case "masks" -> {
          for (Entry mask : entries(entry.value(), what + ": masks")) {
            mask(mask.value(), what + ": masks: " + mask.key())
                .ifPresent(m -> masks.put(mask.key(), m));
          }
        }
        default ->
            problems.add(
                entry.line(),
                "unknown key "
                    + entry.key()
                    + "."
                    + Nearest.question(entry.key(), KEYS)
                    + " (known here: "
                    + String.join(", ", KEYS)
                    + ")");
      }
    }
    return new ExportRules(sensitive, harmless, masks);
  }

  private List<Entry> entries(YamlNode node, String what) {
    if (node instanceof Mapping mapping) {
      return mapping.entries();
    }
    problems.add(node.line(), what + " should be a list of “key: value” lines");
    return List.of();
  }

  private List<String> names(YamlNode node, String what) {
    List<YamlNode> items = node instanceof Sequence list ? list.items() : List.of(node);
    List<String> names = new ArrayList<>();
    for (YamlNode item : items) {
      if (item instanceof Scalar scalar && scalar.text().contains(".")) {
        names.add(scalar.text());
      } else {
        problems.add(item.line(), what + " lists columns as table.column");
      }
    }
    return names;
  }

  private Optional<Mask> mask(YamlNode node, String what) {
    // A plain null is what YAML itself calls empty.
    if (node instanceof YamlNode.Empty) {
      return Optional.of(new Mask.Null());
    }
    String kind = node instanceof Scalar scalar ? scalar.text() : "";
    String value = "";
    if (node instanceof Mapping mapping && mapping.entries().size() == 1) {
      Entry only = mapping.entries().get(0);
      kind = only.key();
      value = only.value() instanceof Scalar scalar ? scalar.text() : "";
    } else if (kind.contains(":")) {
      value = kind.substring(kind.indexOf(':') + 1).strip();
      kind = kind.substring(0, kind.indexOf(':')).strip();
    }
    return switch (kind) {
      case "hash" -> Optional.of(new Mask.Hash());
      case "null" -> Optional.of(new Mask.Null());
      case "fixed" -> Optional.of(new Mask.Fixed(value));
      case "fake" -> fake(node, value, what);
      default -> {
        problems.add(
            node.line(),
            what + " is none of " + String.join(", ", MASKS) + "." + Nearest.question(kind, MASKS));
        yield Optional.empty();
      }
    };
  }

  private Optional<Mask> fake(YamlNode node, String kind, String what) {
    for (Mask.Kind known : Mask.Kind.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(kind)) {
        return Optional.of(new Mask.Fake(known));
      }
    }
    problems.add(node.line(), what + ": what can be faked is email, name, phone");
    return Optional.empty();
  }
}

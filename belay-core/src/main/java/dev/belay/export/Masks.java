package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Mask;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * The masks of a database's columns. A mask of a column holds for every column that refers to it
 * and for those that it refers to, so that joins stay what they are.
 */
final class Masks {
  /** A column of a table. */
  private record Place(TableName table, String column) {}

  private final Map<Place, Mask> masks = new HashMap<>();
  private final Pseudonyms pseudonyms;

  Masks(Map<String, Mask> rules, Catalog structure, Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
    Queue<Place> reached = new ArrayDeque<>();
    for (Table table : structure.tables()) {
      for (Column column : table.columns()) {
        for (Map.Entry<String, Mask> rule : rules.entrySet()) {
          if (Sensitive.named(rule.getKey(), table, column.name())) {
            Place place = new Place(table.name(), column.name());
            masks.put(place, rule.getValue());
            reached.add(place);
          }
        }
      }
    }
    while (!reached.isEmpty()) {
      follow(reached.remove(), structure, reached);
    }
  }

  private void follow(Place from, Catalog structure, Queue<Place> reached) {
    Mask mask = masks.get(from);
    if (mask == null) {
      return;
    }
    for (Table table : structure.tables()) {
      for (ForeignKey key : table.foreignKeys()) {
        for (int i = 0; i < key.columns().size(); i++) {
          Place child = new Place(table.name(), key.columns().get(i));
          Place parent = new Place(key.target(), key.targetColumns().get(i));
          Place other = from.equals(child) ? parent : from.equals(parent) ? child : from;
          if (!other.equals(from) && masks.putIfAbsent(other, mask) == null) {
            reached.add(other);
          }
        }
      }
    }
  }

  /** What a column is masked with; USAGE where its type can't be. */
  Optional<Masker> of(Table table, Column column) {
    Mask mask = masks.get(new Place(table.name(), column.name()));
    if (mask == null) {
      return Optional.empty();
    }
    boolean key = table.key().contains(column.name());
    String what = table.name() + "." + column.name();
    if (mask instanceof Mask.Null) {
      require(!key, what, "null", "it is part of the key");
      return Optional.of(value -> Value.NULL);
    }
    if (mask instanceof Mask.Fixed fixed) {
      require(!key, what, "fixed", "it is part of the key");
      Value same = fixed(column, fixed.value());
      require(
          !(same instanceof Value.Null),
          what,
          "fixed",
          "\"" + fixed.value() + "\" is no value of its type");
      return Optional.of(value -> same);
    }
    if (mask instanceof Mask.Fake fake) {
      require(textual(column), what, "fake", "it holds no text");
      return Optional.of(pseudonyms.fake(fake.what(), key, length(column)));
    }
    require(hashable(column), what, "hash", "there is no other value of its type to stand for one");
    return Optional.of(pseudonyms.hash(column.type().equals("uuid"), length(column)));
  }

  /** The text as a value of the column's type; NULL where it is none. */
  private static Value fixed(Column column, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean number = Numbers.isNumber(bytes, 0, bytes.length);
    Value value = FieldText.value(column, text);
    return switch (ColumnKind.of(column)) {
      case DOUBLE, FLOAT -> number ? new Value.Real(text) : Value.NULL;
      case DECIMAL -> number ? new Value.Decimal(text) : Value.NULL;
      case WHOLE -> value instanceof Value.Whole ? value : Value.NULL;
      case BYTES -> value instanceof Value.Bytes ? value : Value.NULL;
      case FLAG ->
          switch (text) {
            case "t", "true" -> new Value.Flag(true);
            case "f", "false" -> new Value.Flag(false);
            default -> Value.NULL;
          };
      case TEXT, ANY -> value;
    };
  }

  private static boolean textual(Column column) {
    ColumnKind kind = ColumnKind.of(column);
    return kind == ColumnKind.ANY
        || (kind == ColumnKind.TEXT
            && (ColumnKind.base(column.type()).startsWith("character")
                || column.type().equals("text")
                || column.type().equals("citext")));
  }

  private static boolean hashable(Column column) {
    return switch (ColumnKind.of(column)) {
      case WHOLE, BYTES, ANY -> true;
      case TEXT -> textual(column) || column.type().equals("uuid");
      case DOUBLE, FLOAT, DECIMAL, FLAG -> false;
    };
  }

  /** How long the column's text may be. */
  private static int length(Column column) {
    String type = column.type();
    int open = type.indexOf('(');
    int close = type.indexOf(')');
    String digits = open < 0 || close < open ? "" : type.substring(open + 1, close);
    return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
  }

  private static void require(boolean fits, String column, String mask, String why) {
    if (!fits) {
      throw new BelayException(
          ErrorCode.USAGE,
          "column " + column + " can't have the mask " + mask + ": " + why,
          "choose another mask, or name it under sensitive to leave it out");
    }
  }
}

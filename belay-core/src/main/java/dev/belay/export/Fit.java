package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether a column has a place for a value that another engine, or a person, wrote. Of types that
 * are only text to us the engine itself is the judge. SQLite has a place for anything.
 */
final class Fit {
  private static final Pattern WHOLE =
      Pattern.compile("[+-]?[0-9]{1,40}|true|false", Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[+-]?[0-9]{1,5})?|infinity|inf)|nan",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FLAG =
      Pattern.compile("t|f|true|false|yes|no|y|n|on|off|1|0", Pattern.CASE_INSENSITIVE);

  private Fit() {}

  /** SCHEMA_MISMATCH, with the column's name and the value, where it has none. */
  static void require(Table table, Column column, Value value) {
    if (value instanceof Value.Null || ColumnKind.sqlite(column.form())) {
      return;
    }
    if (!fits(column, value)) {
      throw new BelayException(
          ErrorCode.SCHEMA_MISMATCH,
          "%s.%s is %s, and has no place for %s"
              .formatted(table.name(), column.name(), column.type(), shown(value)),
          "mend the value in the source, or leave the table out (--exclude-table)");
    }
  }

  private static boolean fits(Column column, Value value) {
    Optional<String> text = text(value);
    return switch (ColumnKind.of(column)) {
      case WHOLE -> matches(text, WHOLE);
      case DOUBLE, FLOAT, DECIMAL -> matches(text, NUMBER);
      case FLAG -> matches(text, FLAG);
      case BYTES -> value instanceof Value.Bytes || text.filter(t -> !t.isEmpty()).isPresent();
      case TEXT ->
          value instanceof Value.BrokenText || text.filter(t -> t.indexOf('\0') < 0).isPresent();
      case ANY -> true;
    };
  }

  private static boolean matches(Optional<String> text, Pattern pattern) {
    return text.isPresent() && pattern.matcher(text.get().strip()).matches();
  }

  private static Optional<String> text(Value value) {
    return value instanceof Value.Bytes || value instanceof Value.BrokenText
        ? Optional.empty()
        : Optional.of(FieldText.of(value));
  }

  private static String shown(Value value) {
    if (value instanceof Value.Bytes || value instanceof Value.BrokenText) {
      return "bytes";
    }
    String text = FieldText.of(value);
    return "\"" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "\"";
  }
}

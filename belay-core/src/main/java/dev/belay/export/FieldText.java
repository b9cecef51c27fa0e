package dev.belay.export;

import dev.belay.model.Column;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Text that a person or another program wrote, as a value for a column. */
public final class FieldText {
  private FieldText() {}

  /** What the column's database would make of the text. */
  static Value value(Column column, String text) {
    return switch (ColumnKind.of(column)) {
      case ANY -> dynamic(column, text);
      case WHOLE -> text.matches("-?[0-9]+") ? new Value.Whole(text) : new Value.Text(text);
      case DOUBLE, FLOAT, DECIMAL, FLAG, TEXT -> new Value.Text(text);
      case BYTES -> isHex(text) ? bytes(text) : new Value.Text(text);
    };
  }

  /** By SQLite's rules of affinity; bytes are written as {@code \x} and hexadecimal digits. */
  private static Value dynamic(Column column, String text) {
    String type = column.type().toUpperCase(Locale.ROOT);
    boolean textual =
        !type.contains("INT")
            && (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT"));
    if (textual) {
      return new Value.Text(text);
    }
    boolean bytes = type.contains("BLOB") && !type.contains("INT");
    if (isHex(text) && (bytes || type.isEmpty())) {
      return bytes(text);
    }
    if (bytes) {
      return new Value.Text(text);
    }
    if (text.matches("[+-]?[0-9]{1,18}")) {
      return new Value.Whole(String.valueOf(Long.parseLong(text)));
    }
    if (text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?")) {
      return number(type, text);
    }
    return switch (text) {
      case "Infinity", "-Infinity" -> new Value.Real(text);
      default -> new Value.Text(text);
    };
  }

  /** In a column for whole numbers, 3.0 is 3. */
  private static Value number(String type, String text) {
    double value = Double.parseDouble(text);
    boolean real = type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB");
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole && !real && !type.isEmpty()
        ? new Value.Whole(String.valueOf((long) value))
        : new Value.Real(text);
  }

  private static boolean isHex(String text) {
    return text.length() % 2 == 0 && text.matches("\\\\x[0-9a-fA-F]*");
  }

  private static Value bytes(String text) {
    return new Value.Bytes(HexFormat.of().parseHex(text, 2, text.length()));
  }

  /** A value as text for formats that know only text; bytes as {@code \x} and digits. */
  public static String of(Value value) {
    if (value instanceof Value.Flag flag) {
      return flag.value() ? "t" : "f";
    }
    if (value instanceof Value.Whole whole) {
      return whole.digits();
    }
    if (value instanceof Value.Real real) {
      return real.text();
    }
    if (value instanceof Value.Decimal decimal) {
      return decimal.text();
    }
    if (value instanceof Value.Text text) {
      return text.text();
    }
    if (value instanceof Value.Bytes bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes.bytes());
    }
    return value instanceof Value.BrokenText broken
        ? new String(broken.bytes(), StandardCharsets.UTF_8)
        : "";
  }
}

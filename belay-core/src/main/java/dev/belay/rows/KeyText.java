package dev.belay.rows;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.Table;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** A key that a person typed, as a row that {@link RowLayout#compare} takes for the one meant. */
public final class KeyText {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");
  private static final Pattern HEX = Pattern.compile("x'([0-9a-fA-F]{2})*'");

  private KeyText() {}

  /**
   * The rows that may be meant: one, or several where a SQLite column can hold what was typed as a
   * number, as text or as bytes. All columns but the key's are empty.
   *
   * @param text the value of the key; of several columns, parted by commas
   */
  public static List<byte[]> rows(Table table, String text) {
    List<String> values = table.key().size() == 1 ? List.of(text) : List.of(text.split(",", -1));
    if (table.key().isEmpty()) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "table " + table.name() + " has no key: its rows can't be told apart by one",
          "compare snapshots with: belay diff FROM TO --rows --table " + table.name());
    }
    if (values.size() != table.key().size()) {
      throw notAKey(table, text, "it has " + values.size() + " values");
    }
    List<byte[]> rows = List.of(new byte[0]);
    List<Column> stored = table.stored();
    for (int i = 0; i < stored.size(); i++) {
      Column column = stored.get(i);
      int part = table.key().indexOf(column.name());
      List<byte[]> fields =
          part < 0 ? List.of(new byte[0]) : fields(table, column.form(), values.get(part).strip());
      rows = product(rows, fields, i + 1 < stored.size() ? '\t' : '\n');
    }
    return rows;
  }

  private static List<byte[]> product(List<byte[]> rows, List<byte[]> fields, char end) {
    List<byte[]> longer = new ArrayList<>();
    for (byte[] row : rows) {
      for (byte[] field : fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(row);
        out.writeBytes(field);
        out.write(end);
        longer.add(out.toByteArray());
      }
    }
    return longer;
  }

  private static List<byte[]> fields(Table table, Form form, String value) {
    return switch (form) {
      case INTEGER -> {
        if (!INTEGER.matcher(value).matches()) {
          throw notAKey(table, value, "it is no whole number");
        }
        yield List.of(bytes(new BigInteger(value).toString()));
      }
      case DECIMAL -> List.of(decimal(table, value));
      case BYTES -> List.of(escaped("", bytes(value)));
      case SQLITE_TEXT, SQLITE_BLOB, SQLITE_NUMBER -> sqlite(form, value);
    };
  }

  private static byte[] decimal(Table table, String value) {
    try {
      return bytes(
          List.of("NaN", "Infinity", "-Infinity").contains(value)
              ? value
              : new BigDecimal(value).toPlainString());
    } catch (NumberFormatException e) {
      throw notAKey(table, value, "it is no number");
    }
  }

  private static List<byte[]> sqlite(Form form, String value) {
    List<byte[]> fields = new ArrayList<>();
    byte[] text = bytes(value);
    SqliteValue.Kind number = SqliteValue.numberLike(text, 0, text.length);
    boolean tagged = form != Form.SQLITE_NUMBER;
    if (number == SqliteValue.Kind.INTEGER) {
      fields.add(bytes((tagged ? "^i" : "") + new BigInteger(value)));
    } else if (number == SqliteValue.Kind.REAL) {
      fields.add(bytes((tagged ? "^r" : "") + value));
    }
    fields.add(escaped("^t", text));
    if (HEX.matcher(value).matches()) {
      byte[] content = HexFormat.of().parseHex(value.substring(2, value.length() - 1));
      fields.add(escaped("^b", content));
    }
    return fields;
  }

  private static byte[] escaped(String tag, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(tag));
    CopyText.escape(out, value, 0, value.length);
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static BelayException notAKey(Table table, String text, String why) {
    return new BelayException(
        ErrorCode.USAGE,
        "\"%s\" is no key of %s: %s".formatted(text, table.name(), why),
        "a row of it is identified by %s%s"
            .formatted(
                String.join(", ", table.key()),
                table.key().size() > 1 ? ": give the values parted by commas" : ""));
  }
}

package dev.belay.export;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.rows.BadValue;
import dev.belay.rows.CopyText;
import dev.belay.rows.Numbers;
import dev.belay.rows.SqliteValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Reads the fields of one column of stored rows. */
final class ValueReader {
  private final Form form;
  private final ColumnKind kind;

  ValueReader(Column column) {
    this.form = column.form();
    this.kind = ColumnKind.of(column);
  }

  /** The value of the field {@code line[from..to)}. */
  Value read(byte[] line, int from, int to) {
    if (CopyText.isNull(line, from, to)) {
      return Value.NULL;
    }
    if (ColumnKind.sqlite(form)) {
      return sqlite(line, from, to);
    }
    return switch (kind) {
      case WHOLE -> new Value.Whole(integer(line, from, to));
      case DOUBLE, FLOAT -> new Value.Real(number(line, from, to));
      case DECIMAL -> new Value.Decimal(number(line, from, to));
      case FLAG -> new Value.Flag(flag(line, from, to));
      case BYTES -> new Value.Bytes(bytes(line, from, to));
      case TEXT, ANY -> text(CopyText.unescape(line, from, to));
    };
  }

  private Value sqlite(byte[] line, int from, int to) {
    int start = SqliteValue.valueStart(line, from, to);
    return switch (SqliteValue.kind(form, line, from, to)) {
      case NULL -> Value.NULL;
      case INTEGER -> new Value.Whole(integer(line, start, to));
      case REAL -> new Value.Real(number(line, start, to));
      case TEXT -> text(CopyText.unescape(line, start, to));
      case BLOB -> new Value.Bytes(CopyText.unescape(line, start, to));
    };
  }

  static Value text(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return decoded(bytes);
      }
    }
    return new Value.Text(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static Value decoded(byte[] bytes) {
    try {
      return new Value.Text(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return new Value.BrokenText(bytes);
    }
  }

  /** A number goes out as it stands here, so nothing else may pass for one. */
  private static String integer(byte[] line, int from, int to) {
    if (!Numbers.isInteger(line, from, to)) {
      throw BadValue.of(line, from, to, "integer");
    }
    return ascii(line, from, to);
  }

  private static String number(byte[] line, int from, int to) {
    if (!Numbers.isNumber(line, from, to)) {
      throw BadValue.of(line, from, to, "number");
    }
    return ascii(line, from, to);
  }

  private static boolean flag(byte[] line, int from, int to) {
    if (to - from != 1 || (line[from] != 't' && line[from] != 'f')) {
      throw BadValue.of(line, from, to, "truth value");
    }
    return line[from] == 't';
  }

  /** Stored as {@code \\x} and hexadecimal digits: the backslash is escaped. */
  private static byte[] bytes(byte[] line, int from, int to) {
    try {
      return HexFormat.of().parseHex(ascii(line, from + 3, to));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw BadValue.of(line, from, to, "sequence of bytes");
    }
  }

  private static String ascii(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
  }
}

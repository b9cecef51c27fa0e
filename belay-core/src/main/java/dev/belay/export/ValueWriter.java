package dev.belay.export;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.rows.CopyText;
import dev.belay.rows.SqliteValue;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Writes values as fields of one column of stored rows. What the column's engine wrote comes back
 * as it was; other values become what the engine would have written for them, where that can be
 * told, else they are handed on as they are and the engine judges them.
 */
final class ValueWriter {
  private static final Set<String> TRUE = Set.of("t", "true", "yes", "y", "on", "1");
  private static final Set<String> FALSE = Set.of("f", "false", "no", "n", "off", "0");

  private final Form form;
  private final ColumnKind kind;
  private final Optional<Integer> scale;

  ValueWriter(Column column) {
    this.form = column.form();
    this.kind = ColumnKind.of(column);
    this.scale = scale(column.type());
  }

  /** The digits behind the point of {@code numeric(12,2)}. */
  private static Optional<Integer> scale(String type) {
    if (!type.matches("numeric\\([0-9]+,-?[0-9]+\\)")) {
      return Optional.empty();
    }
    return Optional.of(Integer.valueOf(type.substring(type.indexOf(',') + 1, type.length() - 1)));
  }

  /** Appends the field, without a tab. */
  void write(Value value, ByteArrayOutputStream line) {
    if (value instanceof Value.Null) {
      line.write('\\');
      line.write('N');
    } else if (ColumnKind.sqlite(form)) {
      sqlite(value, line);
    } else if (value instanceof Value.BrokenText broken) {
      escape(line, broken.bytes());
    } else {
      escape(line, fitting(value).getBytes(StandardCharsets.UTF_8));
    }
  }

  private String fitting(Value value) {
    String text = plain(value);
    return switch (kind) {
      case WHOLE -> whole(text);
      case DOUBLE -> PostgresReal.ofDouble(text);
      case FLOAT -> PostgresReal.ofFloat(text);
      case DECIMAL -> decimal(text);
      case FLAG -> flag(text);
      case BYTES, TEXT, ANY -> text;
    };
  }

  private static String plain(Value value) {
    return value instanceof Value.Flag flag ? String.valueOf(flag.value()) : FieldText.of(value);
  }

  private static String whole(String text) {
    String trimmed = text.strip();
    if (trimmed.matches("[+-]?[0-9]{1,40}")) {
      return new java.math.BigInteger(trimmed).toString();
    }
    return switch (trimmed.toLowerCase(Locale.ROOT)) {
      case "true" -> "1";
      case "false" -> "0";
      default -> trimmed;
    };
  }

  private String decimal(String text) {
    String trimmed = text.strip();
    if (!trimmed.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,5})?")) {
      return trimmed;
    }
    BigDecimal number = new BigDecimal(trimmed);
    if (scale.isPresent() && number.scale() < scale.get()) {
      number = number.setScale(scale.get());
    }
    return number.scale() < 0 ? number.setScale(0).toPlainString() : number.toPlainString();
  }

  private static String flag(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    return TRUE.contains(lower) ? "t" : FALSE.contains(lower) ? "f" : text;
  }

  private void sqlite(Value value, ByteArrayOutputStream line) {
    if (value instanceof Value.Flag flag) {
      number(flag.value() ? "1" : "0", 'i', line);
    } else if (value instanceof Value.Whole whole) {
      integer(whole.digits(), line);
    } else if (value instanceof Value.Real real) {
      real(real.text(), line);
    } else if (value instanceof Value.Decimal decimal) {
      decimal(decimal.text(), line);
    } else if (value instanceof Value.Bytes bytes) {
      boolean plain = form == Form.SQLITE_BLOB && !tagged(bytes.bytes());
      tag(plain ? 0 : 'b', line);
      escape(line, bytes.bytes());
    } else if (value instanceof Value.BrokenText broken) {
      text(broken.bytes(), line);
    } else {
      text(plain(value).getBytes(StandardCharsets.UTF_8), line);
    }
  }

  private void integer(String digits, ByteArrayOutputStream line) {
    if (digits.matches("-?[0-9]{1,18}")) {
      number(String.valueOf(Long.parseLong(digits)), 'i', line);
      return;
    }
    java.math.BigInteger whole = new java.math.BigInteger(digits);
    if (whole.bitLength() < 64) {
      number(whole.toString(), 'i', line);
    } else {
      text(digits.getBytes(StandardCharsets.UTF_8), line);
    }
  }

  private void real(String text, ByteArrayOutputStream line) {
    if (text.equals("NaN")) {
      // SQLite has no NaN.
      text(text.getBytes(StandardCharsets.UTF_8), line);
      return;
    }
    double value = Double.parseDouble(text);
    number(
        Double.isInfinite(value) ? String.valueOf(value) : DoubleToDecimal.toString(value),
        'r',
        line);
  }

  /** A number where SQLite has that very number, else its text. */
  private void decimal(String text, ByteArrayOutputStream line) {
    if (text.endsWith("y") || text.equals("NaN")) {
      text(text.getBytes(StandardCharsets.UTF_8), line);
      return;
    }
    BigDecimal number = new BigDecimal(text);
    BigDecimal shortest = number.stripTrailingZeros();
    if (shortest.scale() <= 0 && shortest.precision() - shortest.scale() <= 18) {
      number(shortest.setScale(0).toPlainString(), 'i', line);
    } else if (shortest.precision() <= 15 && Math.abs(shortest.scale()) < 300) {
      // At most 15 digits: the double nearest to them is written with just these.
      real(text, line);
    } else {
      text(text.getBytes(StandardCharsets.UTF_8), line);
    }
  }

  private void number(String text, char tag, ByteArrayOutputStream line) {
    tag(form == Form.SQLITE_NUMBER ? 0 : tag, line);
    line.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void text(byte[] bytes, ByteArrayOutputStream line) {
    boolean looksLikeNumber =
        form == Form.SQLITE_NUMBER
            && SqliteValue.numberLike(bytes, 0, bytes.length) != SqliteValue.Kind.TEXT;
    boolean plain = form != Form.SQLITE_BLOB && !tagged(bytes) && !looksLikeNumber;
    tag(plain ? 0 : 't', line);
    escape(line, bytes);
  }

  private static boolean tagged(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == SqliteValue.TAG;
  }

  private static void tag(int tag, ByteArrayOutputStream line) {
    if (tag != 0) {
      line.write(SqliteValue.TAG);
      line.write(tag);
    }
  }

  private static void escape(ByteArrayOutputStream line, byte[] bytes) {
    CopyText.escape(line, bytes, 0, bytes.length);
  }
}

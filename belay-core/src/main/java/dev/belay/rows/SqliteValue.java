package dev.belay.rows;

import dev.belay.model.Form;
import java.math.BigDecimal;

/**
 * How a SQLite value of any storage class is written in a field, so that an INTEGER is not a REAL
 * is not a TEXT is not a BLOB.
 *
 * <ul>
 *   <li>INTEGER: its decimal digits. REAL: always with a {@code .}, or {@code Infinity}, {@code
 *       -Infinity}.
 *   <li>What is plain depends on the column's {@link Form}: TEXT in {@code SQLITE_TEXT}, BLOB in
 *       {@code SQLITE_BLOB}; in {@code SQLITE_NUMBER} integers, reals, and any text that can't be
 *       read as one of the two.
 *   <li>Everything else begins with a tag: {@code ^i} integer, {@code ^r} real, {@code ^t} text,
 *       {@code ^b} bytes. Plain text or bytes that begin with {@code ^} are tagged too.
 * </ul>
 *
 * Text and bytes are the stored bytes themselves (text in UTF-8), escaped as {@link CopyText} does.
 */
public final class SqliteValue {
  /**
   * The storage classes in SQLite's own order of comparison, with one number class for INTEGER and
   * REAL.
   */
  public enum Kind {
    NULL,
    INTEGER,
    REAL,
    TEXT,
    BLOB;

    int rank() {
      return switch (this) {
        case NULL -> 0;
        case INTEGER, REAL -> 1;
        case TEXT -> 2;
        case BLOB -> 3;
      };
    }
  }

  /** The byte that begins a tag. */
  public static final byte TAG = '^';

  private SqliteValue() {}

  /** The storage class of the field {@code line[from..to)} in a column of that form. */
  public static Kind kind(Form form, byte[] line, int from, int to) {
    if (CopyText.isNull(line, from, to)) {
      return Kind.NULL;
    }
    if (to > from && line[from] == TAG) {
      return switch (line[from + 1]) {
        case 'i' -> Kind.INTEGER;
        case 'r' -> Kind.REAL;
        case 't' -> Kind.TEXT;
        case 'b' -> Kind.BLOB;
        default -> throw BadValue.of(line, from, to, "value with a tag");
      };
    }
    return switch (form) {
      case SQLITE_TEXT -> Kind.TEXT;
      case SQLITE_BLOB -> Kind.BLOB;
      case INTEGER -> Kind.INTEGER;
      default -> numberLike(line, from, to);
    };
  }

  /** Where the value itself begins: behind its tag, if it has one. */
  public static int valueStart(byte[] line, int from, int to) {
    return to > from && line[from] == TAG ? from + 2 : from;
  }

  /**
   * What plain text in a {@code SQLITE_NUMBER} column would be read as: INTEGER for {@code
   * -?[0-9]+}, REAL for digits with one {@code .} and perhaps an exponent or for an infinity, else
   * TEXT. A writer tags text for which this is not TEXT.
   */
  public static Kind numberLike(byte[] text, int from, int to) {
    int at = from;
    if (at < to && text[at] == '-') {
      at++;
    }
    if (at == to) {
      return Kind.TEXT;
    }
    if (text[at] == 'I') {
      return isInfinity(text, at, to) ? Kind.REAL : Kind.TEXT;
    }
    int digits = Numbers.skipDigits(text, at, to);
    if (digits == at) {
      return Kind.TEXT;
    }
    if (digits == to) {
      return Kind.INTEGER;
    }
    if (text[digits] != '.') {
      return Kind.TEXT;
    }
    int fraction = Numbers.skipDigits(text, digits + 1, to);
    if (fraction == digits + 1) {
      return Kind.TEXT;
    }
    return fraction == to || isExponent(text, fraction, to) ? Kind.REAL : Kind.TEXT;
  }

  private static boolean isExponent(byte[] text, int from, int to) {
    if (text[from] != 'E') {
      return false;
    }
    int at = from + 1 < to && text[from + 1] == '-' ? from + 2 : from + 1;
    return at < to && Numbers.skipDigits(text, at, to) == to;
  }

  private static boolean isInfinity(byte[] text, int from, int to) {
    String word = "Infinity";
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Compares two fields as SQLite does with collation BINARY in a UTF-8 database: NULL, numbers by
   * value, text, bytes. Zero for equal numbers of different classes.
   */
  static int compare(Form form, byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    Kind x = kind(form, a, aFrom, aTo);
    Kind y = kind(form, b, bFrom, bTo);
    if (x.rank() != y.rank()) {
      return x.rank() - y.rank();
    }
    int i = valueStart(a, aFrom, aTo);
    int j = valueStart(b, bFrom, bTo);
    if (x == Kind.INTEGER && y == Kind.INTEGER) {
      return Numbers.compareIntegers(a, i, aTo, b, j, bTo);
    }
    return switch (x) {
      case NULL -> 0;
      case INTEGER, REAL -> compareReals(a, i, aTo, b, j, bTo);
      case TEXT, BLOB -> CopyText.compare(a, i, aTo, b, j, bTo);
    };
  }

  /**
   * Orders two fields that {@link #compare} takes for equal: an INTEGER before the REAL of its
   * value, and {@code -0.0} before {@code 0.0}.
   */
  static int compareKinds(Form form, byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    return numberKind(form, a, aFrom, aTo) - numberKind(form, b, bFrom, bTo);
  }

  private static int numberKind(Form form, byte[] line, int from, int to) {
    if (kind(form, line, from, to) != Kind.REAL) {
      return 0;
    }
    return Numbers.ascii(line, valueStart(line, from, to), to).equals("-0.0") ? 1 : 2;
  }

  private static int compareReals(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    String x = Numbers.ascii(a, aFrom, aTo);
    String y = Numbers.ascii(b, bFrom, bTo);
    if (x.endsWith("y") || y.endsWith("y")) {
      return Double.compare(real(x), real(y));
    }
    // Exact, since an integer of 64 bits may have no double of its own. A real's text stands for
    // the
    // double nearest to it, not for the decimal number that it spells.
    return exact(x).compareTo(exact(y));
  }

  private static BigDecimal exact(String number) {
    return number.indexOf('.') >= 0 ? new BigDecimal(real(number)) : Numbers.decimal(number);
  }

  private static double real(String number) {
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw new BadValue("\"" + number + "\" is no number");
    }
  }
}

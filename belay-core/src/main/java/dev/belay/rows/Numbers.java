package dev.belay.rows;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Numbers that are written as text. */
public final class Numbers {
  private Numbers() {}

  /** Compares canonical decimal integers ({@code -?[0-9]+} without leading zeros) by value. */
  static int compareIntegers(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    boolean aNegative = a[aFrom] == '-';
    boolean bNegative = b[bFrom] == '-';
    if (aNegative != bNegative) {
      return aNegative ? -1 : 1;
    }
    int byLength = (aTo - aFrom) - (bTo - bFrom);
    int size = byLength != 0 ? byLength : Arrays.compare(a, aFrom, aTo, b, bFrom, bTo);
    return aNegative ? -size : size;
  }

  /** Compares PostgreSQL numerics by value: -Infinity, numbers, Infinity, NaN. */
  static int compareDecimals(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    String x = ascii(a, aFrom, aTo);
    String y = ascii(b, bFrom, bTo);
    int rank = Integer.compare(rank(x), rank(y));
    return rank != 0 || rank(x) != 0 ? rank : decimal(x).compareTo(decimal(y));
  }

  /** The number; BadValue where it is none. */
  static BigDecimal decimal(String number) {
    try {
      return new BigDecimal(number);
    } catch (NumberFormatException e) {
      throw new BadValue("\"" + number + "\" is no number");
    }
  }

  /** Whether the text is an integer: digits, perhaps with a {@code -} before them. */
  public static boolean isInteger(byte[] text, int from, int to) {
    int digits = from < to && text[from] == '-' ? from + 1 : from;
    return digits < to && skipDigits(text, digits, to) == to;
  }

  /** Whether the text is a decimal number, perhaps with an exponent; or NaN, or an infinity. */
  public static boolean isNumber(byte[] text, int from, int to) {
    int digits = from < to && text[from] == '-' ? from + 1 : from;
    int at = skipDigits(text, digits, to);
    if (at == digits) {
      return List.of("NaN", "Infinity", "-Infinity").contains(ascii(text, from, to));
    }
    if (at < to && text[at] == '.') {
      int fraction = at + 1;
      at = skipDigits(text, fraction, to);
      if (at == fraction) {
        return false;
      }
    }
    return at == to || isExponent(text, at, to);
  }

  private static boolean isExponent(byte[] text, int from, int to) {
    if (text[from] != 'e' && text[from] != 'E') {
      return false;
    }
    boolean signed = from + 1 < to && (text[from + 1] == '-' || text[from + 1] == '+');
    int digits = signed ? from + 2 : from + 1;
    return digits < to && skipDigits(text, digits, to) == to;
  }

  static int skipDigits(byte[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at;
  }

  private static int rank(String number) {
    return switch (number) {
      case "-Infinity" -> -1;
      case "Infinity" -> 1;
      case "NaN" -> 2;
      default -> 0;
    };
  }

  static String ascii(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}

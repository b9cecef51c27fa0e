package dev.belay.rows;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Compares numbers that are written as text. */
final class Numbers {
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
    return rank != 0 || rank(x) != 0 ? rank : new BigDecimal(x).compareTo(new BigDecimal(y));
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

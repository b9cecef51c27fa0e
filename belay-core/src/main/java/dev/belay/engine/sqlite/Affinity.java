package dev.belay.engine.sqlite;

import java.util.Locale;

/**
 * What SQLite makes of values that are put into a column, by "Determination Of Column Affinity".
 */
enum Affinity {
  INTEGER,
  TEXT,
  BLOB,
  REAL,
  NUMERIC;

  /**
   * @param strict whether the table is STRICT, where {@code ANY} keeps values as they are
   */
  static Affinity of(String declared, boolean strict) {
    String type = declared.toUpperCase(Locale.ROOT);
    if (type.contains("INT")) {
      return INTEGER;
    }
    if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
      return TEXT;
    }
    if (type.contains("BLOB") || type.isEmpty() || (strict && type.equals("ANY"))) {
      return BLOB;
    }
    return type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB") ? REAL : NUMERIC;
  }

  /** Whether a number that is put into such a column stays the number, and of the kind, it is. */
  boolean keeps(Object value) {
    return switch (this) {
      case INTEGER, NUMERIC -> !(value instanceof Double real && isWhole(real));
      case REAL -> !(value instanceof Long || (value instanceof Double real && isMinusZero(real)));
      case TEXT, BLOB -> true;
    };
  }

  private static boolean isWhole(double real) {
    long whole = (long) real;
    return whole == real && whole > Long.MIN_VALUE && whole < Long.MAX_VALUE;
  }

  private static boolean isMinusZero(double real) {
    return Double.doubleToRawLongBits(real) == Long.MIN_VALUE;
  }
}

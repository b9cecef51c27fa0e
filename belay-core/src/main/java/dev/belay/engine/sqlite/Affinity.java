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
}

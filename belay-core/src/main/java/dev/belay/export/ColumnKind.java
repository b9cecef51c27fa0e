package dev.belay.export;

import dev.belay.model.Column;
import dev.belay.model.Form;
import java.util.Map;

/** What a column's values are, as far as a format has to tell them apart. */
public enum ColumnKind {
  /** SQLite: each value has a kind of its own. */
  ANY,
  /** Integers. */
  WHOLE,
  /** Binary floating point numbers of 64 bits. */
  DOUBLE,
  /** Binary floating point numbers of 32 bits. */
  FLOAT,
  /** Exact decimal numbers. */
  DECIMAL,
  /** Truth values. */
  FLAG,
  /** Bytes. */
  BYTES,
  /** Text, and everything else as text. */
  TEXT;

  private static final Map<String, ColumnKind> BY_TYPE =
      Map.ofEntries(
          Map.entry("smallint", WHOLE),
          Map.entry("integer", WHOLE),
          Map.entry("bigint", WHOLE),
          Map.entry("oid", WHOLE),
          Map.entry("double precision", DOUBLE),
          Map.entry("real", FLOAT),
          Map.entry("numeric", DECIMAL),
          Map.entry("boolean", FLAG),
          Map.entry("bytea", BYTES));

  /** The kind of a column. */
  public static ColumnKind of(Column column) {
    return switch (column.form()) {
      case SQLITE_TEXT, SQLITE_BLOB, SQLITE_NUMBER -> ANY;
      case INTEGER -> WHOLE;
      case DECIMAL -> DECIMAL;
      case BYTES -> BY_TYPE.getOrDefault(base(column.type()), TEXT);
    };
  }

  /** The type without its length. */
  static String base(String type) {
    int bracket = type.indexOf('(');
    return bracket < 0 || type.endsWith("]") ? type : type.substring(0, bracket);
  }

  /** Whether SQLite wrote the column's values. */
  static boolean sqlite(Form form) {
    return form.name().startsWith("SQLITE");
  }
}

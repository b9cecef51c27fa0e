package dev.belay.model;

/**
 * How a column's values are written in a stored row, and in which order they stand. The order is
 * one that the engine's {@code ORDER BY} and Java agree on; NULL ({@code \N}) is always first. See
 * {@code docs/format.md}.
 */
public enum Form {
  /** A decimal integer of at most 64 bits, in numeric order. */
  INTEGER,
  /**
   * A decimal number of any size, in numeric order; {@code NaN} is last. {@code 1.0} and {@code
   * 1.00} are one key.
   */
  DECIMAL,
  /** The value's text or bytes, in the order of its unescaped bytes. */
  BYTES,
  /** A SQLite value in a column of TEXT affinity: text plain, other storage classes tagged. */
  SQLITE_TEXT,
  /** A SQLite value in a column declared BLOB: bytes plain, other storage classes tagged. */
  SQLITE_BLOB,
  /**
   * A SQLite value in any other column: numbers plain, text plain where it can't be read as a
   * number.
   */
  SQLITE_NUMBER
}

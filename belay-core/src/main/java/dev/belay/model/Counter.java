package dev.belay.model;

import java.util.Optional;

/**
 * Where the numbering of new rows stands: a sequence, an identity column, SQLite's AUTOINCREMENT.
 *
 * @param name the sequence; in SQLite the table
 * @param table the table that it numbers, where it belongs to one
 * @param column the column that it numbers; empty where it belongs to none
 * @param value the last value that was given out or, while not {@code used}, the first that will be
 * @param used whether {@code value} was given out already
 */
public record Counter(
    TableName name, Optional<TableName> table, String column, long value, boolean used) {
  /** This one, or further on where rows have higher numbers than it gave out. */
  public Counter notBehind(long highest) {
    return highest > value || (highest == value && !used)
        ? new Counter(name, table, column, highest, true)
        : this;
  }
}

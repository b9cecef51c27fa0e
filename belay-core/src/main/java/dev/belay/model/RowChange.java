package dev.belay.model;

import java.util.List;
import java.util.Optional;

/**
 * One row of a diff, for showing.
 *
 * @param table the row's table
 * @param kind what would happen to it
 * @param key the values that identify it: those of its key, or of all its columns
 * @param columns for an update the columns that differ, for an insert or delete all columns
 */
public record RowChange(TableName table, Kind kind, List<Value> key, List<Cell> columns) {
  public RowChange {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  /** What would happen to the row. */
  public enum Kind {
    INSERT,
    UPDATE,
    DELETE
  }

  /**
   * A column and its value as text.
   *
   * @param column the column's name
   * @param value its value; empty for NULL
   */
  public record Value(String column, Optional<String> value) {}

  /**
   * A column before and after; empty for NULL. Where the row is inserted {@code before} is empty,
   * where it is deleted {@code after} is.
   *
   * @param column the column's name
   * @param before the value that the database has
   * @param after the value that it would have
   */
  public record Cell(String column, Optional<String> before, Optional<String> after) {}
}

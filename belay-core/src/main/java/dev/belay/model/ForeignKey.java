package dev.belay.model;

import java.util.List;

/**
 * A reference from the columns of one table to those of another (or the same).
 *
 * @param name the constraint's name; in SQLite, where it may have none, its number
 * @param columns the referencing columns, in the constraint's order
 * @param target the referenced table, which need not exist in SQLite
 * @param targetColumns the referenced columns, one for each of {@code columns}
 * @param onDelete what the database does to the referencing rows when a referenced row is deleted
 * @param onUpdate the same when the referenced columns change
 */
public record ForeignKey(
    String name,
    List<String> columns,
    TableName target,
    List<String> targetColumns,
    Action onDelete,
    Action onUpdate) {
  /** What a database does to referencing rows. */
  public enum Action {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT
  }

  public ForeignKey {
    columns = columns.stream().map(String::intern).toList();
    targetColumns = targetColumns.stream().map(String::intern).toList();
    if (columns.isEmpty() || columns.size() != targetColumns.size()) {
      throw new IllegalArgumentException(
          "foreign key %s: %d columns refer to %d"
              .formatted(name, columns.size(), targetColumns.size()));
    }
  }
}

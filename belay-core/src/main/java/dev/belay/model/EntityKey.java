package dev.belay.model;

/**
 * One entity: the rows of a table that have a value in a column, and with them what refers to them.
 *
 * @param table its table
 * @param column the column that tells it
 * @param value what stands there, as people read it
 */
public record EntityKey(TableName table, String column, String value) {
  @Override
  public String toString() {
    return table + "." + column + "=" + value;
  }
}

package dev.belay.restore;

import dev.belay.model.TableName;

/**
 * The rows of one entity.
 *
 * @param table its table
 * @param column the column that tells it
 * @param value what stands there, as people read it
 */
public record Scope(TableName table, String column, String value) {
  @Override
  public String toString() {
    return table + "." + column + "=" + value;
  }
}

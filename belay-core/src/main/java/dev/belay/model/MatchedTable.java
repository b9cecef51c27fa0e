package dev.belay.model;

import java.util.List;

/**
 * How the rows of a table found the live rows that they are, whatever their ids.
 *
 * @param table the table
 * @param by the columns of its natural key; none where rows were compared by all they hold but the
 *     id
 * @param found how many rows are live ones
 * @param created how many are new ones
 */
public record MatchedTable(TableName table, List<String> by, long found, long created) {
  public MatchedTable {
    by = List.copyOf(by);
  }
}

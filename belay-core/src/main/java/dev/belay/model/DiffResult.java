package dev.belay.model;

import java.util.List;

/**
 * What would turn {@code to} into {@code from}.
 *
 * @param from the dataset that is the aim
 * @param to the dataset that would change
 * @param tables each table that was compared
 * @param drift how the structures differ
 */
public record DiffResult(String from, String to, List<TableDiff> tables, List<Drift> drift) {
  public DiffResult {
    tables = List.copyOf(tables);
    drift = List.copyOf(drift);
  }

  /** Whether the two hold the same rows in the same structure. */
  public boolean equal() {
    return drift.isEmpty() && tables.stream().allMatch(TableDiff::equal);
  }

  /**
   * How many rows differ in one table.
   *
   * @param table its name
   * @param insert rows that only {@code from} has
   * @param update rows that both have in different versions
   * @param delete rows that only {@code to} has
   * @param unchanged rows that are the same
   */
  public record TableDiff(TableName table, long insert, long update, long delete, long unchanged) {
    public boolean equal() {
      return insert == 0 && update == 0 && delete == 0;
    }
  }
}

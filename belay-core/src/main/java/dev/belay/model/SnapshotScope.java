package dev.belay.model;

import java.util.List;
import java.util.Map;

/**
 * What of a database was asked for when a snapshot was taken.
 *
 * @param tables only these; empty for all
 * @param excludeTables all but these
 * @param profile the profile that chose; empty for none
 * @param rows which rows of a table, where not all: a condition in the engine's SQL
 * @param excludeColumns columns that were left out, by table
 */
public record SnapshotScope(
    List<String> tables,
    List<String> excludeTables,
    String profile,
    Map<String, String> rows,
    Map<String, List<String>> excludeColumns) {
  public SnapshotScope {
    tables = List.copyOf(tables);
    excludeTables = List.copyOf(excludeTables);
    rows = Profile.ordered(rows);
    excludeColumns = Profile.ordered(excludeColumns);
  }
}

package dev.belay.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a database has to say of rows that come into a table, beside its columns and foreign keys.
 *
 * @param unique what no two rows may share
 * @param defaults the SQL that a column gets its value from where none is given, by column
 * @param starts where the numbering of a column begins, by column
 */
public record Constraints(
    List<Unique> unique, Map<String, String> defaults, Map<String, Long> starts) {
  public static final Constraints NONE = new Constraints(List.of(), Map.of(), Map.of());

  public Constraints {
    unique = List.copyOf(unique);
    defaults = Map.copyOf(defaults);
    starts = Map.copyOf(starts);
  }

  /**
   * Columns that together are unique, where none of them is NULL.
   *
   * @param columns their names
   * @param caseless those of them in which letters that differ in case only are the same
   */
  public record Unique(List<String> columns, Set<String> caseless) {
    public Unique {
      columns = List.copyOf(columns);
      caseless = Set.copyOf(caseless);
    }
  }
}

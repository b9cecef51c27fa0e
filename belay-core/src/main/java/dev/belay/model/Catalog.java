package dev.belay.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The structure of a database as far as rows need it.
 *
 * @param engine the engine's name ({@code sqlite}, {@code postgresql})
 * @param version the engine's version as it reports it
 * @param tables the tables whose rows are stored, by name
 * @param settings what else belongs to the data and is one value (encoding, {@code user_version},
 *     …), by name
 */
public record Catalog(
    String engine, String version, List<Table> tables, Map<String, String> settings) {
  public Catalog {
    tables = tables.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /**
   * The tables; of those of which it is not noted what they are partitions of, it is taken from
   * another catalog of the database.
   */
  public List<Table> tablesBeside(Catalog other) {
    return tables.stream()
        .map(
            t ->
                t.partitionOf().isEmpty()
                    ? t.inPartitioned(
                        other.table(t.name()).map(Table::partitionOf).orElse(List.of()))
                    : t)
        .toList();
  }

  /** The table of that exact name. */
  public Optional<Table> table(TableName name) {
    int low = 0;
    int high = tables.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = tables.get(middle).name().compareTo(name);
      if (order == 0) {
        return Optional.of(tables.get(middle));
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }
}

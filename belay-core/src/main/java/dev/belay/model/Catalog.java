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
 * @param settings what else belongs to the data and is one value (encoding, {@code user_version}, …), by name
 */
public record Catalog(
    String engine, String version, List<Table> tables, Map<String, String> settings) {
  public Catalog {
    tables = tables.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /** The table of that exact name. */
  public Optional<Table> table(TableName name) {
    return tables.stream().filter(t -> t.name().equals(name)).findFirst();
  }
}

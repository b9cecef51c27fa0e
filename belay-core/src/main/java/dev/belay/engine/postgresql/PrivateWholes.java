package dev.belay.engine.postgresql;

import dev.belay.engine.UserSql;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Temporary views that stand for partitioned tables of which some partitions are private: people's
 * SQL reads the private ones by the partitioned table's name, too.
 *
 * @param selects what the views show, by what they stand for
 */
record PrivateWholes(Map<TableName, String> selects) {
  /** Nothing partitioned is concerned. */
  static final PrivateWholes NONE = new PrivateWholes(Map.of());

  /**
   * @param foreign partitioned tables that have rows on other servers, too
   */
  static PrivateWholes of(
      LiveCatalog live,
      List<TableFinder.Found> found,
      Map<TableName, PrivateTable> hidden,
      Set<TableName> foreign) {
    Set<TableName> unreadable =
        found.stream()
            .filter(f -> !f.readable() && !hidden.containsKey(f.name()))
            .map(TableFinder.Found::name)
            .collect(Collectors.toSet());
    Map<TableName, List<LiveTable>> all = parts(live);
    Map<TableName, String> selects = new TreeMap<>();
    all.forEach(
        (whole, parts) -> {
          boolean concerned = parts.stream().anyMatch(p -> hidden.containsKey(p.name()));
          boolean blind =
              foreign.contains(whole)
                  || parts.stream().anyMatch(p -> unreadable.contains(p.name()));
          if (concerned && !blind && free(whole, all.keySet(), hidden.keySet())) {
            selects.put(whole, select(parts, hidden));
          }
        });
    return new PrivateWholes(selects);
  }

  /** One schema has room for one thing of a name: of several the usual schema's has it. */
  private static boolean free(TableName whole, Set<TableName> wholes, Set<TableName> tables) {
    String name = whole.name();
    boolean alone = wholes.stream().filter(w -> w.name().equals(name)).count() == 1;
    return tables.stream().noneMatch(t -> t.name().equals(name))
        && (alone || whole.schema().equals("public"));
  }

  /** The partitions that hold rows, by partitioned table. */
  private static Map<TableName, List<LiveTable>> parts(LiveCatalog live) {
    Map<TableName, List<LiveTable>> parts = new TreeMap<>();
    for (LiveTable table : live.tables().values()) {
      for (TableName whole : table.table().partitionOf()) {
        parts.computeIfAbsent(whole, k -> new ArrayList<>()).add(table);
      }
    }
    return parts;
  }

  private static String select(List<LiveTable> parts, Map<TableName, PrivateTable> hidden) {
    List<Column> columns = parts.get(0).table().columns();
    return Sql.join(
        parts,
        " UNION ALL ",
        part -> {
          PrivateTable instead = hidden.get(part.name());
          return "SELECT %s FROM %s"
              .formatted(
                  Sql.list(columns, c -> Sql.ident(c.name())),
                  instead == null ? part.sql() : instead.live().sql());
        });
  }

  /** The statements that make them. */
  Collection<String> create() {
    List<String> create = new ArrayList<>();
    selects.forEach(
        (whole, select) ->
            create.add("CREATE TEMPORARY VIEW " + Sql.ident(whole.name()) + " AS " + select));
    return create;
  }

  /** What is called so, with its schema, stands under this name here. */
  Optional<String> sql(String schema, String name) {
    return selects.keySet().stream()
        .filter(w -> w.schema().equalsIgnoreCase(schema) && w.name().equalsIgnoreCase(name))
        .map(w -> Sql.name(new TableName("pg_temp", w.name())))
        .findFirst();
  }

  /** USAGE where a partitioned table would be written to as a whole. */
  static void refuse(String rule, UserSql.Written written, LiveCatalog live) {
    boolean ordinary = live.tables().keySet().stream().anyMatch(written::means);
    Set<TableName> parts = new TreeSet<>();
    parts(live)
        .forEach(
            (whole, some) ->
                some.stream()
                    .filter(p -> written.means(whole))
                    .map(LiveTable::name)
                    .forEach(parts::add));
    if (!ordinary && !parts.isEmpty()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "%s: it would write to %s, which is partitioned".formatted(rule, written.name()),
          "write to its partitions by name ("
              + String.join(", ", parts.stream().limit(3).map(TableName::toString).toList())
              + (parts.size() > 3 ? ", …)" : ")")
              + "; 'clear', 'delete' and 'set' take "
              + written.name());
    }
  }
}

package dev.belay.engine.sqlite;

import dev.belay.engine.LiveDataset.Dangling;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the foreign keys of tables. Those that lead nowhere are told, not returned. */
final class ForeignKeys {
  private final Session session;
  private final Map<String, TableShape> shapes;
  private final Map<String, String> names = new HashMap<>();
  private final List<String> warnings;

  /**
   * @param shapes all tables with rows, by name
   * @param warnings gets a line for each key that can't hold
   */
  ForeignKeys(Session session, Map<String, TableShape> shapes, List<String> warnings) {
    this.session = session;
    this.shapes = shapes;
    this.warnings = warnings;
    shapes.keySet().forEach(name -> names.put(Sql.folded(name), name));
  }

  /** Those of a table that its rows do not keep; SQLite lets them, unless it is told not to. */
  static List<Dangling> dangling(Session session, Table table) throws SQLException {
    List<List<@Nullable String>> broken;
    try {
      broken =
          session.rows(
              "SELECT fkid, count(*) FROM pragma_foreign_key_check(%s, 'main') GROUP BY 1 ORDER BY 1"
                  .formatted(Sql.text(table.name().name())));
    } catch (SQLException e) {
      if (Failures.code(e) != Failures.ERROR) {
        throw e;
      }
      // A key that fits no unique columns of its target is none that SQLite can follow.
      return List.of();
    }
    List<Dangling> dangling = new ArrayList<>();
    for (List<@Nullable String> row : broken) {
      table.foreignKeys().stream()
          .filter(k -> k.name().equals(text(row, 0)))
          .forEach(k -> dangling.add(new Dangling(k, Long.parseLong(text(row, 1)))));
    }
    return dangling;
  }

  List<ForeignKey> of(String table) throws SQLException {
    TreeMap<Integer, List<List<@Nullable String>>> parts = new TreeMap<>();
    for (List<@Nullable String> row :
        session.rows(
            "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM"
                + " pragma_foreign_key_list("
                + Sql.text(table)
                + ", 'main') ORDER BY id, seq")) {
      parts.computeIfAbsent(Integer.valueOf(text(row, 0)), id -> new ArrayList<>()).add(row);
    }
    List<ForeignKey> keys = new ArrayList<>();
    for (Map.Entry<Integer, List<List<@Nullable String>>> key : parts.entrySet()) {
      key(table, key.getKey().toString(), key.getValue()).ifPresent(keys::add);
    }
    return keys;
  }

  private Optional<ForeignKey> key(String table, String name, List<List<@Nullable String>> parts) {
    String target = text(parts.get(0), 1);
    String parent = names.get(Sql.folded(target));
    TableShape shape = parent == null ? null : shapes.get(parent);
    if (parent == null || shape == null) {
      warn(table, name, "refers to table " + target + ", which does not exist");
      return Optional.empty();
    }
    List<String> columns = parts.stream().map(row -> text(row, 2)).toList();
    List<String> named = parts.stream().map(row -> text(row, 3)).toList();
    List<String> targets = named.contains("") ? shape.primaryKey() : exact(shape, named);
    if (targets.size() != columns.size()) {
      warn(table, name, "does not fit the columns of table " + target);
      return Optional.empty();
    }
    return Optional.of(
        new ForeignKey(
            name,
            columns,
            new TableName("main", parent),
            targets,
            action(text(parts.get(0), 5)),
            action(text(parts.get(0), 4))));
  }

  private static List<String> exact(TableShape shape, List<String> named) {
    return named.stream()
        .flatMap(
            name ->
                shape.columns().stream()
                    .map(column -> column.name())
                    .filter(known -> Sql.folded(known).equals(Sql.folded(name)))
                    .limit(1))
        .toList();
  }

  private void warn(String table, String key, String why) {
    warnings.add("foreign key %s of table %s %s: it is not followed".formatted(key, table, why));
  }

  private static ForeignKey.Action action(String words) {
    return ForeignKey.Action.valueOf(words.toUpperCase(Locale.ROOT).replace(' ', '_'));
  }

  private static String text(List<@Nullable String> row, int column) {
    String value = row.get(column);
    return value == null ? "" : value;
  }
}

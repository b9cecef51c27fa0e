package dev.belay.engine.postgresql;

import dev.belay.model.Column;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A temporary table that stands for a real one, or for one that there is only here.
 *
 * @param real the real one
 * @param live the temporary one
 */
record PrivateTable(Optional<LiveTable> real, LiveTable live) {
  private static final Map<String, String> BASES =
      Map.of("character varying", "varchar", "boolean", "bool", "character", "bpchar");

  /**
   * @param name what the temporary one is called
   */
  static PrivateTable of(Optional<LiveTable> real, Table table, String name) {
    LiveTable like = real.orElseGet(() -> made(table));
    return new PrivateTable(real, named(like, like.table(), name));
  }

  private static LiveTable made(Table table) {
    Map<String, LiveColumn> columns = new LinkedHashMap<>();
    for (Column column : table.columns()) {
      String type = column.type().replaceAll("\\(.*\\)", "").strip();
      columns.put(
          column.name(), new LiveColumn(column, BASES.getOrDefault(type, type), false, false, ""));
    }
    List<String> equality = table.key().stream().map(k -> "=").toList();
    return new LiveTable(table, 0, columns, equality, -1, "");
  }

  private static LiveTable named(LiveTable like, Table table, String name) {
    Table here =
        new Table(
            new TableName("pg_temp", name),
            table.columns(),
            table.key(),
            table.keyNullable(),
            table.otherUnique(),
            List.of(),
            List.of(),
            "");
    return new LiveTable(here, 0, like.columns(), like.keyEquality(), -1, "");
  }

  /** The same with only the columns of {@code table}. */
  LiveTable with(Table table) {
    return named(live, table, live.name().name());
  }

  /**
   * The statements that make it: like the real one, but for what refuses rows or numbers them. LIKE
   * brings no constraint along except NOT NULL.
   */
  String create() {
    StringBuilder sql = new StringBuilder("CREATE TEMPORARY TABLE ");
    sql.append(Sql.ident(live.name().name()));
    if (real.isPresent()) {
      sql.append(" (LIKE ").append(real.get().sql());
      sql.append(" INCLUDING DEFAULTS INCLUDING GENERATED)");
    } else {
      sql.append(" (");
      sql.append(Sql.list(live.table().columns(), c -> Sql.ident(c.name()) + " " + c.type()));
      sql.append(')');
    }
    List<Column> stored = live.table().stored();
    if (real.isPresent() && !stored.isEmpty()) {
      sql.append("; ALTER TABLE ").append(live.sql()).append(' ');
      sql.append(Sql.list(stored, c -> "ALTER COLUMN " + Sql.ident(c.name()) + " DROP NOT NULL"));
    }
    if (!live.table().key().isEmpty()) {
      sql.append("; CREATE INDEX ON ").append(live.sql());
      sql.append(" (").append(Sql.list(live.table().key(), Sql::ident)).append(')');
    }
    return sql.toString();
  }

  /** Names of columns, as they stand in a list. */
  static String names(Table table) {
    return Sql.list(table.stored(), c -> Sql.ident(c.name()));
  }
}

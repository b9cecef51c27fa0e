package dev.belay.engine.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code sqlite_schema}.
 *
 * @param type {@code table}, {@code index}, {@code view}, {@code trigger}
 * @param name its name
 * @param table the table that it belongs to
 * @param sql its DDL, verbatim; empty for what SQLite makes by itself
 */
record SchemaObject(String type, String name, String table, String sql) {

  /** All objects, in the order in which they were made. */
  static List<SchemaObject> all(Session session) throws SQLException {
    List<SchemaObject> all = new ArrayList<>();
    String query = "SELECT type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY rowid";
    for (List<@Nullable String> row : session.rows(query)) {
      all.add(new SchemaObject(text(row, 0), text(row, 1), text(row, 2), text(row, 3)));
    }
    return all;
  }

  /** The CREATE TABLE of a table. */
  static String create(Session session, String table) throws SQLException {
    return session.text(
        "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = " + Sql.text(table));
  }

  private static String text(List<@Nullable String> row, int column) {
    String value = row.get(column);
    return value == null ? "" : value;
  }

  boolean isTrigger() {
    return type.equals("trigger");
  }

  boolean isVirtual() {
    return type.equals("table") && sql.regionMatches(true, 0, "CREATE VIRTUAL", 0, 14);
  }

  /** Whether SQLite keeps it for itself ({@code sqlite_sequence}, {@code sqlite_stat1}, …). */
  boolean isInternal() {
    return name.regionMatches(true, 0, "sqlite_", 0, 7);
  }
}

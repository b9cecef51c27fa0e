package dev.belay.export;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as it will be in a SQLite file.
 *
 * @param source what it is made of
 * @param made its structure there
 * @param ddl the statement that makes it
 */
record SqliteTable(ExportTable source, Table made, String ddl) {
  /** The same table, made by its own DDL. */
  static SqliteTable same(ExportTable table) {
    return new SqliteTable(table, table.source(), "");
  }

  /** A table for these columns, of types that change no value on its way in. */
  static SqliteTable fitting(ExportTable table) {
    TableName name = new TableName("main", table.name().toString());
    List<String> key = table.key();
    List<Column> columns = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (ExportColumn each : table.columns()) {
      boolean rowid = key.equals(List.of(each.name())) && each.kind() == ColumnKind.WHOLE;
      Column column = column(each, rowid);
      columns.add(column);
      lines.add(
          quoted(column.name())
              + (column.type().isEmpty() ? "" : " " + column.type())
              + (rowid ? " PRIMARY KEY" : ""));
    }
    boolean listed = !key.isEmpty() && columns.stream().noneMatch(c -> c.form() == Form.INTEGER);
    if (listed) {
      lines.add(
          "PRIMARY KEY ("
              + String.join(", ", key.stream().map(SqliteTable::quoted).toList())
              + ")");
    }
    Table made = new Table(name, columns, key, !listed, false, List.of(), List.of(), "");
    String ddl = "CREATE TABLE %s (%s)".formatted(quoted(name.name()), String.join(", ", lines));
    return new SqliteTable(table, made, ddl);
  }

  /** The statement that makes a view of tables with the same columns, together. */
  static String view(String name, List<SqliteTable> tables) {
    String columns =
        String.join(
            ", ", tables.get(0).made().columns().stream().map(c -> quoted(c.name())).toList());
    List<String> selects =
        tables.stream()
            .map(t -> "SELECT " + columns + " FROM " + quoted(t.made().name().name()))
            .toList();
    return "CREATE VIEW " + quoted(name) + " AS " + String.join(" UNION ALL ", selects);
  }

  private static Column column(ExportColumn each, boolean rowid) {
    String name = each.name();
    if (rowid) {
      return new Column(name, "INTEGER", Form.INTEGER, false, false, false);
    }
    return switch (each.kind()) {
      case ANY -> dynamic(each.column());
      case WHOLE -> new Column(name, "INTEGER", Form.SQLITE_NUMBER, true, false, false);
      case DOUBLE, FLOAT -> new Column(name, "REAL", Form.SQLITE_NUMBER, true, false, false);
      // Without a type SQLite keeps text of digits as text, where no number has them all.
      case DECIMAL -> new Column(name, "", Form.SQLITE_NUMBER, true, false, false);
      case FLAG -> new Column(name, "BOOLEAN", Form.SQLITE_NUMBER, true, false, false);
      case BYTES -> new Column(name, "BLOB", Form.SQLITE_BLOB, true, false, false);
      case TEXT -> new Column(name, "TEXT", Form.SQLITE_TEXT, true, false, false);
    };
  }

  /** A column of SQLite's keeps its type, unless that is none that can stand in DDL. */
  private static Column dynamic(Column column) {
    boolean plain = column.type().matches("[A-Za-z][A-Za-z0-9_ ]*(\\([0-9]+(, *[0-9]+)?\\))?");
    boolean any = column.type().equalsIgnoreCase("ANY");
    String type = plain && !any ? column.type() : column.form() == Form.SQLITE_TEXT ? "TEXT" : "";
    Form form =
        column.form() == Form.SQLITE_BLOB && type.isEmpty() ? Form.SQLITE_NUMBER : column.form();
    return new Column(column.name(), type, form, true, false, false);
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}

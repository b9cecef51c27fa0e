package dev.belay.engine.sqlite;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import java.util.ArrayList;
import java.util.List;

/** {@code ORDER BY} terms that give the order that {@link dev.belay.rows.RowLayout} defines. */
final class Order {
  private Order() {}

  /**
   * @param table whose identity orders the rows
   * @param columns the columns that are selected, which may be fewer than the table's
   * @param prefix stands before each column: {@code t.}
   * @param collation the database's collation for the order of UTF-8 bytes
   */
  static String of(Table table, List<Column> columns, String prefix, String collation) {
    List<String> terms = new ArrayList<>();
    for (String key : table.key()) {
      terms.add(term(table.column(key).orElseThrow(), prefix, collation));
    }
    if (table.key().isEmpty() || table.keyNullable()) {
      for (Column column : columns) {
        if (!table.key().contains(column.name())) {
          terms.add(term(column, prefix, collation));
        }
      }
      for (Column column : columns) {
        if (column.form() != Form.INTEGER) {
          terms.add(tie(prefix + Sql.name(column.name())));
        }
      }
    }
    return String.join(", ", terms);
  }

  private static String term(Column column, String prefix, String collation) {
    String name = prefix + Sql.name(column.name());
    return column.form() == Form.INTEGER ? name : name + " COLLATE " + collation;
  }

  /** Parts what SQLite takes for equal: 1 before 1.0, and -0.0 (told by its angle) before 0.0. */
  private static String tie(String value) {
    return "CASE typeof(%1$s) WHEN 'real' THEN iif(%1$s = 0.0 AND atan2(0.0, %1$s) > 1, 1, 2) ELSE 0 END"
        .formatted(value);
  }
}

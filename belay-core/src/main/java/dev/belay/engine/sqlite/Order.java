package dev.belay.engine.sqlite;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.Table;
import java.util.ArrayList;
import java.util.List;

/** {@code ORDER BY} terms that give the order that {@link dev.belay.rows.RowLayout} defines. */
final class Order {
  /** How many columns SQLite allows a table to have, and an ORDER BY or GROUP BY to name. */
  static final int MOST_TERMS = 2000;

  private Order() {}

  /**
   * @param table whose identity orders the rows
   * @param columns the columns that are selected, which may be fewer than the table's
   * @param prefix stands before each column: {@code t.}
   * @param collation the database's collation for the order of UTF-8 bytes
   */
  static String of(Table table, List<Column> columns, String prefix, String collation) {
    List<String> terms = new ArrayList<>();
    List<String> ties = new ArrayList<>();
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
          ties.add(tie(prefix + Sql.name(column.name())));
        }
      }
    }
    if (terms.size() + ties.size() > MOST_TERMS) {
      // Digits, one for each column, in the same order.
      ties = List.of(Sql.tree(ties, " || "));
    }
    terms.addAll(ties);
    if (terms.size() > MOST_TERMS) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "table %s has no key that tells its rows apart, and with %d columns they can't be sorted"
              .formatted(table.name(), columns.size()),
          "give it a primary key, or leave it out with --exclude-table");
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

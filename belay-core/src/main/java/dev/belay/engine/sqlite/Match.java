package dev.belay.engine.sqlite;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Conditions under which two rows are the same one, in SQL. */
final class Match {
  /**
   * How many columns of a row without a key help to find it. SQLite plans with each term of a
   * condition, in a time that grows with their square.
   */
  static final int PLANNED = 30;

  private Match() {}

  /**
   * The key is equal and has no NULL. The first side's collation and index find the row; the
   * comparison of bytes keeps keys apart that only its collation takes for equal.
   */
  static String byKey(
      Table table, Function<String, String> found, Function<String, String> sought) {
    return table.key().stream()
        .map(
            name -> {
              String a = found.apply(name);
              String b = sought.apply(name);
              boolean integer = table.column(name).orElseThrow().form() == Form.INTEGER;
              return integer
                  ? a + " = " + b
                  : "%s = %s AND %1$s COLLATE BINARY = %2$s".formatted(a, b);
            })
        .collect(Collectors.joining(" AND "));
  }

  /** Every one of these columns has the same value of the same storage class, NULL included. */
  static String whole(
      List<Column> columns, Function<String, String> indexed, Function<String, String> other) {
    List<String> terms =
        columns.stream()
            .map(c -> exact(c.form(), indexed.apply(c.name()), other.apply(c.name())))
            .toList();
    if (terms.size() <= PLANNED) {
      return Sql.tree(terms, " AND ");
    }
    return "%s AND iif(%s, 1, 0)"
        .formatted(
            Sql.tree(terms.subList(0, PLANNED), " AND "),
            Sql.tree(terms.subList(PLANNED, terms.size()), " AND "));
  }

  private static String exact(Form form, String a, String b) {
    if (form == Form.INTEGER) {
      return a + " IS " + b;
    }
    return ("%1$s IS %2$s AND %1$s COLLATE BINARY IS %2$s AND typeof(%1$s) = typeof(%2$s)"
            + " AND (typeof(%1$s) <> 'real' OR %1$s <> 0.0 OR atan2(0.0, %1$s) = atan2(0.0, %2$s))")
        .formatted(a, b);
  }

  /** Some key column is NULL; false for a table whose key can't be. */
  static String nullKey(Table table, Function<String, String> side) {
    if (table.key().isEmpty()) {
      return "1";
    }
    if (!table.keyNullable()) {
      return "0";
    }
    return table.key().stream()
        .map(name -> side.apply(name) + " IS NULL")
        .collect(Collectors.joining(" OR ", "(", ")"));
  }
}

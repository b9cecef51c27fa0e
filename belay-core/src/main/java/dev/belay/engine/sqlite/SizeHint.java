package dev.belay.engine.sqlite;

import dev.belay.model.Form;
import dev.belay.model.Table;
import java.sql.SQLException;

/** How large a table may be, by a few looks into it. */
final class SizeHint {
  private static final int SAMPLE = 20;

  private SizeHint() {}

  /**
   * The number of rows that the span of the rowid lets expect, times the size of the first ones,
   * and no more than the file has; -1 where unknown.
   */
  static long of(Session session, Table table) throws SQLException {
    String name = Sql.main(table.name().name());
    boolean alias =
        table.key().size() == 1
            && table.column(table.key().get(0)).orElseThrow().form() == Form.INTEGER;
    if (!alias) {
      return -1;
    }
    String key = Sql.name(table.key().get(0));
    long span =
        session.number(
            // In floating point: the span of two integers of 64 bits has 65.
            "SELECT CAST(min(1e15, (SELECT 1.0 * max(%s) FROM %s) - (SELECT min(%1$s) FROM %2$s) + 1) AS INTEGER)"
                .formatted(key, name));
    if (span < 0) {
      return -1;
    }
    long row = ofRow(session, table);
    long file =
        session.number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    return row > 0 && span > file / row ? file : span * row;
  }

  /** About how many bytes one row takes, by the first ones; 0 where there is none. */
  static long ofRow(Session session, Table table) throws SQLException {
    String size =
        Sql.tree(
            table.stored().stream()
                .map(c -> "ifnull(octet_length(" + Sql.name(c.name()) + "), 1)")
                .toList(),
            " + ");
    return session.number(
        "SELECT CAST(avg(size) AS INTEGER) FROM (SELECT %s AS size FROM %s LIMIT %d)"
            .formatted(size, Sql.main(table.name().name()), SAMPLE));
  }
}

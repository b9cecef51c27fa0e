package dev.belay.engine.postgresql;

import dev.belay.model.Form;
import java.util.List;

/**
 * The queries that give stored rows in the order that {@link dev.belay.rows.RowLayout} defines:
 * integers and numeric keys by value, all else by the bytes of its text in UTF-8, NULL first.
 */
final class Ordering {
  private Ordering() {}

  /** The COPY that reads these stored columns of a table. */
  static String copy(LiveTable table, String encoding) {
    return copy(table, "", encoding);
  }

  /**
   * The same for some rows.
   *
   * @param where a condition; empty for all rows
   */
  static String copy(LiveTable table, String where, String encoding) {
    return "COPY (SELECT %s FROM ONLY %s%s%s) TO STDOUT"
        .formatted(
            Sql.list(table.stored(), c -> c.value("")),
            table.sql(),
            where.isEmpty() ? "" : " WHERE (" + where + ")",
            by(table, table.stored(), "", encoding));
  }

  /**
   * The ORDER BY clause by a row's identity: its key, or all of {@code columns} where it has none.
   *
   * @param qualifier what stands before each column's name: empty or an alias with its dot
   */
  static String by(LiveTable table, List<LiveColumn> columns, String qualifier, String encoding) {
    List<LiveColumn> identity = table.key().isEmpty() ? columns : table.key();
    if (identity.isEmpty()) {
      return "";
    }
    boolean nullFirst = table.key().isEmpty();
    return " ORDER BY "
        + Sql.list(
            identity,
            c ->
                term(c, qualifier, encoding)
                    + (nullFirst && c.column().nullable() ? " NULLS FIRST" : ""));
  }

  private static String term(LiveColumn column, String qualifier, String encoding) {
    String reference = qualifier + Sql.ident(column.name());
    if (column.column().form() != Form.BYTES) {
      return reference;
    }
    return switch (column.base()) {
      // Their own order is that of their text.
      case "uuid", "bytea", "bool" -> reference;
      case "text", "varchar" ->
          column.byteOrder() && sameBytes(encoding) ? reference : bytes(reference, encoding);
      default -> bytes(column.text(qualifier), encoding);
    };
  }

  /** Text in the order of the bytes that the client gets. */
  private static String bytes(String text, String encoding) {
    return sameBytes(encoding)
        ? text + " COLLATE \"C\""
        : "pg_catalog.convert_to(" + text + ", 'UTF8')";
  }

  /** Whether the server's bytes of a text are the client's. */
  private static boolean sameBytes(String encoding) {
    return encoding.equals("UTF8") || encoding.equals("SQL_ASCII");
  }
}

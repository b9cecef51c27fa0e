package dev.belay.engine.postgresql;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Says no, with all the names, before a row is read. */
final class Refusals {
  private Refusals() {}

  /**
   * REFUSED where this user may not read one of the tables, or would not be shown all of its rows.
   */
  static void hidden(Connector connector, Collection<TableFinder.Found> tables) {
    String user = connector.address().parts().get(PostgresUrl.USER);
    List<String> unreadable = names(tables, t -> !t.readable());
    if (!unreadable.isEmpty()) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "%s: user %s may not read %s"
              .formatted(connector.display(), user, String.join(", ", unreadable)),
          "GRANT pg_read_all_data TO "
              + Sql.ident(String.valueOf(user))
              + ", or leave them out with --exclude-table");
    }
    List<String> filtered = names(tables, TableFinder.Found::filtered);
    if (!filtered.isEmpty()) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "%s: row security hides rows from user %s in %s"
              .formatted(connector.display(), user, String.join(", ", filtered)),
          "use the tables' owner, or ALTER ROLE " + Sql.ident(String.valueOf(user)) + " BYPASSRLS");
    }
  }

  private static List<String> names(
      Collection<TableFinder.Found> tables, Predicate<TableFinder.Found> which) {
    return tables.stream().filter(which).map(t -> t.name().toString()).toList();
  }

  /** NOT_EXACT where these tables hold what can't be carried as text. */
  static void inexact(Connector connector, Collection<LiveTable> tables) {
    List<String> reasons = new ArrayList<>();
    for (LiveTable table : tables) {
      if (table.stored().isEmpty() && table.bytes() != 0) {
        reasons.add(table.name() + " has rows, but no column that could be stored");
      }
      for (LiveColumn column : table.stored()) {
        if (!column.inexact().isEmpty()) {
          reasons.add(
              "%s.%s (%s): %s"
                  .formatted(
                      table.name(), column.name(), column.column().type(), column.inexact()));
        }
      }
    }
    refuse(connector, reasons, "change the column's type, or leave the table out");
  }

  /** NOT_EXACT where the database holds data outside of its tables. */
  static void outsideTables(Connector connector, Session session) throws SQLException {
    long objects = session.number("SELECT count(*) FROM pg_catalog.pg_largeobject_metadata");
    if (objects > 0) {
      refuse(
          connector,
          List.of(objects + " large objects"),
          "move them into bytea columns, or remove orphaned ones with vacuumlo");
    }
  }

  private static void refuse(Connector connector, List<String> reasons, String hint) {
    if (!reasons.isEmpty()) {
      throw new BelayException(
          ErrorCode.NOT_EXACT,
          connector.display() + " has what can't be carried exactly: " + String.join("; ", reasons),
          hint);
    }
  }
}

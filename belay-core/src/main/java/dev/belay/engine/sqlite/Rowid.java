package dev.belay.engine.sqlite;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** How a table's rows are told apart inside one transaction. */
final class Rowid {
  private static final List<String> NAMES = List.of("rowid", "_rowid_", "oid");

  private Rowid() {}

  /**
   * The name of the rowid, which may be an own column's; empty where the table has none or hides
   * it.
   */
  static Optional<String> of(Session session, Table table) throws SQLException {
    if (none(session, table.name().name())) {
      return Optional.empty();
    }
    if (isAlias(table)) {
      return Optional.of(Sql.name(table.key().get(0)));
    }
    Optional<String> shown = shown(session, table);
    return shown.isPresent() ? shown : name(table.columns());
  }

  /** The column of a table that is none but stands for the rowid: see {@link RowidUse}. */
  static Optional<String> shown(Session session, Table table) throws SQLException {
    Optional<String> named =
        table.columns().stream()
            .filter(c -> c.form() == Form.INTEGER && NAMES.contains(c.name()))
            .map(Column::name)
            .findFirst();
    boolean own =
        named.isPresent()
            && session.number(
                    "SELECT count(*) FROM pragma_table_xinfo(%s, 'main') WHERE name = %s"
                        .formatted(Sql.text(table.name().name()), Sql.text(named.get())))
                > 0;
    return own ? Optional.empty() : named;
  }

  /** A name of the rowid that is no column's; empty where there is none. */
  static Optional<String> name(List<Column> columns) {
    return NAMES.stream()
        .filter(name -> columns.stream().noneMatch(c -> c.name().equalsIgnoreCase(name)))
        .findFirst();
  }

  /**
   * Whether it is a WITHOUT ROWID table: of these alone SQLite tells the key's columns as if the
   * table were an index. A list of tables would be made of all there are, for each of them.
   */
  static boolean none(Session session, String table) throws SQLException {
    return session.number(
            "SELECT count(*) FROM pragma_index_info(%s, 'main')".formatted(Sql.text(table)))
        > 0;
  }

  /** Whether a row has NULL in a table's key. */
  static boolean hasNullKey(Session session, Table table) throws SQLException {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM %s WHERE %s)"
                .formatted(
                    Sql.main(table.name().name()),
                    Sql.join(table.key(), " OR ", name -> Sql.name(name) + " IS NULL")))
        == 1;
  }

  static boolean isAlias(Table table) {
    return table.key().size() == 1
        && table.column(table.key().get(0)).orElseThrow().form() == Form.INTEGER;
  }

  /** What tells rows apart, for a list behind an alias: the rowid, else the primary key. */
  static String identity(Session session, Table table, String alias) throws SQLException {
    Optional<String> rowid = of(session, table);
    if (rowid.isPresent()) {
      return alias + "." + rowid.get();
    }
    if (table.key().isEmpty() || table.keyNullable()) {
      throw hidden(table);
    }
    return Sql.join(table.key(), ", ", name -> alias + "." + Sql.name(name));
  }

  static String required(Session session, Table table) throws SQLException {
    return of(session, table).orElseThrow(() -> hidden(table));
  }

  private static BelayException hidden(Table table) {
    return new BelayException(
        ErrorCode.UNSUPPORTED,
        "table %s has no key, and columns named rowid, _rowid_ and oid: its rows can't be told apart"
            .formatted(table.name()),
        "leave the table out, or rename one of these columns");
  }
}

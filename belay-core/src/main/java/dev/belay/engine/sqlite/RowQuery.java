package dev.belay.engine.sqlite;

import dev.belay.model.Column;
import dev.belay.model.Table;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * How the rows of a table are asked for, in identity order.
 *
 * @param sql selects the stored columns, and behind them perhaps the rowid
 * @param otherwise to be asked instead where SQLite finds no room to sort the answer of {@code sql}
 * @param sums what the reader is to sum up of each row
 */
record RowQuery(String sql, Optional<String> otherwise, Optional<RowSums> sums) {
  /**
   * Rows of up to so many bytes are sorted sooner than they are fetched one by one, in the order of
   * an index, from pages that lie anywhere.
   */
  private static final int SORTED_ROW = 2048;

  static RowQuery of(String sql) {
    return new RowQuery(sql, Optional.empty(), Optional.empty());
  }

  /** The rows as fast as may be, through an index where that gives the order. */
  static RowQuery plain(Table table, Encoding encoding) {
    return of(select(table, "", "", order(table, encoding)));
  }

  /** The rows that a condition holds for. */
  static RowQuery where(Table table, String condition, Encoding encoding) {
    return of(select(table, "", " WHERE (" + condition + ")", order(table, encoding)));
  }

  /**
   * The rows from the table itself and sorted, where the index over the key is known to lead to
   * pages that lie anywhere; as {@link #plain} else.
   */
  static RowQuery sorted(Session session, Table table, Encoding encoding, IndexProof proof)
      throws SQLException {
    RowQuery plain = plain(table, encoding);
    boolean byIndex =
        !Rowid.isAlias(table)
            && proof.indexes(session, table.name().name()).ofKey(table).isPresent();
    return byIndex && SizeHint.ofRow(session, table) <= SORTED_ROW
        ? new RowQuery(
            select(table, "", " NOT INDEXED", order(table, encoding)),
            Optional.of(plain.sql()),
            Optional.empty())
        : plain;
  }

  /**
   * The rows from the table itself, never from an index, so that they prove what the indexes should
   * hold; as {@link #plain} where they can't.
   */
  static RowQuery proving(Session session, Table table, Encoding encoding, IndexProof proof)
      throws SQLException, IOException {
    TableIndexes indexes = proof.indexes(session, table.name().name());
    List<String> selected = table.stored().stream().map(Column::name).toList();
    if (!indexes.provable() || indexes.all().isEmpty()) {
      return plain(table, encoding);
    }
    boolean alias = Rowid.isAlias(table);
    int rowidAt = alias ? selected.indexOf(table.key().get(0)) : selected.size();
    String more = alias ? "" : ", t." + indexes.rowid();
    String order = order(table, encoding);
    boolean along =
        encoding == Encoding.UTF_8 && proof.alongRowids(session, table, true).isPresent();
    if (!along && !alias && SizeHint.ofRow(session, table) > SORTED_ROW) {
      return plain(table, encoding);
    }
    return new RowQuery(
        select(table, more, " NOT INDEXED", along ? "t." + indexes.rowid() : order),
        along ? Optional.empty() : Optional.of(select(table, more, "", order)),
        Optional.of(new RowSums(indexes.all(), selected, rowidAt)));
  }

  private static String order(Table table, Encoding encoding) {
    return Order.of(table, table.stored(), "t.", encoding.collation());
  }

  private static String select(Table table, String more, String how, String order) {
    return "SELECT %s%s FROM %s AS t%s ORDER BY %s"
        .formatted(
            Sql.join(table.stored(), ", ", column -> "t." + Sql.name(column.name())),
            more,
            Sql.main(table.name().name()),
            how,
            order);
  }
}

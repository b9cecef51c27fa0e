package dev.belay.engine.sqlite;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where in its file a table's values are.
 *
 * @param root the page where its tree begins
 * @param places which value of a row's record is that of each stored column; {@link #ROWID} where
 *     it is the rowid
 * @param reals whether whole numbers there stand for real ones
 * @param most how many values of a record are needed
 */
record PagedTable(long root, int[] places, boolean[] reals, int most) {
  static final int ROWID = -1;

  /**
   * Empty for tables without rowids and for those with generated columns, which lie in another
   * order.
   */
  static Optional<PagedTable> of(Session session, Table table, @Nullable Long root)
      throws SQLException {
    if (root == null || Rowid.none(session, table.name().name())) {
      return Optional.empty();
    }
    Map<String, Integer> order = new HashMap<>();
    Map<String, String> types = new HashMap<>();
    for (List<@Nullable String> row :
        session.rows(
            "SELECT name, type, hidden FROM pragma_table_xinfo(%s, 'main') ORDER BY cid"
                .formatted(Sql.text(table.name().name())))) {
      if (!"0".equals(row.get(2))) {
        return Optional.empty();
      }
      order.put(String.valueOf(row.get(0)), order.size());
      types.put(String.valueOf(row.get(0)), String.valueOf(row.get(1)));
    }
    List<Column> columns = table.stored();
    int[] places = new int[columns.size()];
    boolean[] reals = new boolean[places.length];
    int most = 0;
    for (int i = 0; i < places.length; i++) {
      Column column = columns.get(i);
      Integer place =
          column.form() == Form.INTEGER ? Integer.valueOf(ROWID) : order.get(column.name());
      if (place == null) {
        return Optional.empty();
      }
      places[i] = place;
      reals[i] =
          place != ROWID
              && Affinity.of(types.getOrDefault(column.name(), ""), false) == Affinity.REAL;
      most = Math.max(most, place + 1);
    }
    return Optional.of(new PagedTable(root, places, reals, most));
  }
}

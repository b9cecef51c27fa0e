package dev.belay.engine.sqlite;

import dev.belay.engine.Constraints;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a table demands of its rows. */
final class ConstraintReader {
  private ConstraintReader() {}

  static Constraints read(Session session, Table table) throws SQLException {
    String name = Sql.text(table.name().name());
    Map<String, String> defaults = new HashMap<>();
    for (List<@Nullable String> row :
        session.rows(
            "SELECT name, dflt_value FROM pragma_table_xinfo(%s, 'main') WHERE dflt_value IS NOT NULL"
                .formatted(name))) {
      defaults.put(String.valueOf(row.get(0)), String.valueOf(row.get(1)));
    }
    List<Constraints.Unique> unique = new ArrayList<>();
    for (List<@Nullable String> index :
        session.rows(
            "SELECT name FROM pragma_index_list(%s, 'main') WHERE \"unique\" = 1 AND partial = 0 ORDER BY name"
                .formatted(name))) {
      unique(session, String.valueOf(index.get(0)), unique);
    }
    return new Constraints(unique, defaults, Map.of());
  }

  private static void unique(Session session, String index, List<Constraints.Unique> unique)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    Set<String> caseless = new HashSet<>();
    for (List<@Nullable String> part :
        session.rows(
            "SELECT name, coll FROM pragma_index_xinfo(%s, 'main') WHERE key = 1 ORDER BY seqno"
                .formatted(Sql.text(index)))) {
      String column = part.get(0);
      if (column == null) {
        return;
      }
      columns.add(column);
      if ("NOCASE".equalsIgnoreCase(part.get(1))) {
        caseless.add(column);
      }
    }
    unique.add(new Constraints.Unique(columns, caseless));
  }
}

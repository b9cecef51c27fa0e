package dev.belay.engine.postgresql;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What makes rows unique: primary keys, unique indexes, exclusion constraints. */
final class Keys {
  /**
   * An index or constraint that rows of a table may collide in.
   *
   * @param name the index
   * @param primary whether it is the primary key
   * @param usable whether it identifies rows by plain columns at any moment: immediate, whole,
   *     valid
   * @param columns its key columns, where usable
   * @param equality for each of them the operator that it calls equal
   */
  record Unique(
      String name, boolean primary, boolean usable, List<String> columns, List<String> equality) {}

  // Strategy 3 of a btree operator family is equality.
  private static final String ALL =
      """
      SELECT i.indrelid::bigint, c.relname, i.indisprimary,
             i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL
               AND i.indexprs IS NULL AND NOT i.indisexclusion,
             ARRAY(SELECT a.attname::text
                   FROM pg_catalog.generate_series(0, i.indnkeyatts - 1) k
                   JOIN pg_catalog.pg_attribute a
                     ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]
                   ORDER BY k),
             ARRAY(SELECT pg_catalog.format('OPERATOR(%I.%s)', n.nspname, p.oprname)
                   FROM pg_catalog.generate_series(0, i.indnkeyatts - 1) k
                   JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k]
                   JOIN pg_catalog.pg_amop m ON m.amopfamily = o.opcfamily
                        AND m.amopstrategy = 3 AND m.amoplefttype = o.opcintype
                        AND m.amoprighttype = o.opcintype AND m.amoppurpose = 's'
                   JOIN pg_catalog.pg_operator p ON p.oid = m.amopopr
                   JOIN pg_catalog.pg_namespace n ON n.oid = p.oprnamespace
                   ORDER BY k)
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_am am ON am.oid = c.relam
      WHERE (i.indisunique OR i.indisexclusion)
      """;

  private final Map<Long, List<Unique>> byTable = new HashMap<>();

  static Keys read(Session session) throws SQLException {
    return read(session, "");
  }

  /** Those of one table. */
  static Keys read(Session session, long table) throws SQLException {
    return read(session, " AND i.indrelid = " + table);
  }

  private static Keys read(Session session, String which) throws SQLException {
    Keys keys = new Keys();
    session.list(
        ALL + which,
        row ->
            keys.byTable
                .computeIfAbsent(row.getLong(1), k -> new ArrayList<>())
                .add(
                    new Unique(
                        row.getString(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        strings(row, 5),
                        strings(row, 6))));
    return keys;
  }

  static List<String> strings(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return List.of((String[]) array.getArray());
  }

  /**
   * The key of a table: its primary key, else the shortest unique one of columns that are never
   * NULL.
   */
  Optional<Unique> key(long table, Set<String> neverNull) {
    return of(table).stream()
        .filter(u -> u.usable && !u.columns.isEmpty() && neverNull.containsAll(u.columns))
        .filter(u -> u.equality.size() == u.columns.size())
        .min(
            Comparator.comparing((Unique u) -> !u.primary)
                .thenComparing(u -> u.columns.size())
                .thenComparing(Unique::name));
  }

  /** Whether something beside that key makes the table's rows unique. */
  boolean others(long table, Optional<Unique> key) {
    return of(table).size() > (key.isPresent() ? 1 : 0);
  }

  /** Everything that rows of a table may collide in. */
  List<Unique> all(long table) {
    return List.copyOf(of(table));
  }

  private List<Unique> of(long table) {
    return byTable.getOrDefault(table, List.of());
  }
}

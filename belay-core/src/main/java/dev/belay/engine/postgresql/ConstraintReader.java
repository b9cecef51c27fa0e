package dev.belay.engine.postgresql;

import dev.belay.engine.Constraints;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what a table demands of its rows. */
final class ConstraintReader {
  private static final String DEFAULTS =
      """
      SELECT a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid)
      FROM pg_catalog.pg_attrdef d
      JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
      WHERE a.attgenerated = '' AND d.adrelid = %d
      """;

  private static final String STARTS =
      """
      SELECT a.attname, s.seqstart
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid
      JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      WHERE d.classid = 'pg_catalog.pg_class'::regclass
        AND d.refclassid = 'pg_catalog.pg_class'::regclass
        AND d.deptype IN ('a', 'i') AND d.refobjid = %d
      """;

  private ConstraintReader() {}

  static Constraints read(Session session, LiveTable table) throws SQLException {
    Map<String, String> defaults = new HashMap<>();
    session.list(
        DEFAULTS.formatted(table.oid()), row -> defaults.put(row.getString(1), row.getString(2)));
    Map<String, Long> starts = new HashMap<>();
    session.list(
        STARTS.formatted(table.oid()), row -> starts.put(row.getString(1), row.getLong(2)));
    List<Constraints.Unique> unique =
        Keys.read(session, table.oid()).all(table.oid()).stream()
            .filter(u -> u.usable() && !u.columns().isEmpty())
            .map(u -> new Constraints.Unique(u.columns(), caseless(table, u.columns())))
            .toList();
    return new Constraints(unique, defaults, starts);
  }

  /** An extension's type, whatever schema that was put into. */
  private static boolean isCitext(String type) {
    return type.equals("citext") || type.endsWith(".citext");
  }

  private static Set<String> caseless(LiveTable table, List<String> columns) {
    return table.columns().entrySet().stream()
        .filter(e -> columns.contains(e.getKey()) && isCitext(e.getValue().column().type()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}

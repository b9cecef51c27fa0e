package dev.belay.engine.postgresql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What tables demand of their rows, as {@link dev.belay.model.Table#constraints} has it. */
final class ConstraintTexts {
  // Whether a constraint was validated is no part of what it says.
  private static final String ALL =
      """
      SELECT c.conrelid::bigint AS of_table, 'CHECK ' AS head,
             pg_catalog.pg_get_expr(c.conbin, c.conrelid) AS said, c.conname::text AS name
      FROM pg_catalog.pg_constraint c WHERE c.contype = 'c' AND c.conrelid <> 0
      UNION ALL
      SELECT i.indrelid::bigint, CASE WHEN i.indisexclusion THEN '' ELSE 'UNIQUE' END,
             CASE WHEN i.indisexclusion
               THEN (SELECT pg_catalog.pg_get_constraintdef(x.oid)
                     FROM pg_catalog.pg_constraint x
                     WHERE x.conindid = i.indexrelid AND x.contype = 'x')
               ELSE (SELECT pg_catalog.substr(def, pg_catalog.strpos(def, ' USING '))
                     FROM pg_catalog.pg_get_indexdef(i.indexrelid) def)
             END,
             i.indexrelid::regclass::text
      FROM pg_catalog.pg_index i
      WHERE (i.indisunique OR i.indisexclusion) AND NOT i.indisprimary
      UNION ALL
      SELECT a.attrelid::bigint, pg_catalog.quote_ident(a.attname),
             CASE WHEN t.typtype = 'e' THEN
               ' IN (' || (SELECT pg_catalog.string_agg(
                                    pg_catalog.quote_literal(e.enumlabel), ', '
                                    ORDER BY e.enumsortorder)
                           FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) || ')'
               ELSE (SELECT pg_catalog.string_agg(
                              ' ' || pg_catalog.pg_get_constraintdef(d.oid), '' ORDER BY d.conname)
                     FROM pg_catalog.pg_constraint d WHERE d.contypid = t.oid)
             END,
             a.attname::text
      FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      WHERE a.attnum > 0 AND NOT a.attisdropped AND t.typtype IN ('d', 'e')
      ORDER BY 1, 2, 4
      """;

  private final Map<Long, List<String>> byTable = new HashMap<>();

  private ConstraintTexts() {}

  static ConstraintTexts read(Session session) throws SQLException {
    ConstraintTexts texts = new ConstraintTexts();
    session.list(
        ALL,
        row -> {
          String said = row.getString(3);
          return said != null
              && texts
                  .byTable
                  .computeIfAbsent(row.getLong(1), k -> new ArrayList<>())
                  .add(row.getString(2).equals("CHECK ") ? check(said) : row.getString(2) + said);
        });
    return texts;
  }

  /** A CHECK constraint, by its expression as the server writes it. */
  static String check(String expression) {
    return expression.startsWith("(") ? "CHECK " + expression : "CHECK (" + expression + ")";
  }

  List<String> of(long table) {
    return byTable.getOrDefault(table, List.of());
  }
}

package dev.belay.engine.postgresql;

import dev.belay.engine.Change.Violation;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks the CHECK constraints of a table about rows that come, staged or loaded. */
final class StagedChecks {
  /** PostgreSQL 18 knows constraints that are not enforced, and a column that says so. */
  private static final String CHECKS =
      """
      SELECT pg_catalog.pg_get_expr(c.conbin, c.conrelid),
             (SELECT pg_catalog.array_agg(a.attname::text) FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey))
      FROM pg_catalog.pg_constraint c
      WHERE c.contype = 'c' AND c.conrelid = %d
        -- Not those on the whole row (column 0): a stage's row is another one.
        AND NOT 0 = ANY (coalesce(c.conkey, '{}'))
        AND coalesce(pg_catalog.to_jsonb(c) ->> 'conenforced', 'true') = 'true'
      ORDER BY c.conname
      """;

  private final Session session;
  private final StageTable stage;

  StagedChecks(Session session, StageTable stage) {
    this.session = session;
    this.stage = stage;
  }

  List<Violation> find() throws SQLException {
    Map<String, List<String>> checks = new LinkedHashMap<>();
    session.list(
        CHECKS.formatted(stage.table().oid()),
        row -> {
          Array columns = row.getArray(2);
          return checks.put(
              row.getString(1),
              columns == null ? List.of() : Arrays.asList((String[]) columns.getArray()));
        });
    List<Violation> failed = new ArrayList<>();
    for (Map.Entry<String, List<String>> check : checks.entrySet()) {
      if (stage.hasAll(check.getValue())) {
        failed.addAll(ask(ConstraintTexts.check(check.getKey()), "NOT (" + check.getKey() + ")"));
      }
    }
    return failed;
  }

  /**
   * The rows that come, called {@code s}, for which a condition holds. They lie in a temporary
   * table in the order in which they were copied there.
   */
  List<Violation> ask(String constraint, String condition) throws SQLException {
    String rows =
        "(SELECT s.ctid AS belay_at FROM %s AND (%s))".formatted(stage.coming("s"), condition);
    return ask(constraint, rows, "true");
  }

  /**
   * The same, of rows that were made from those: {@code n}, each with the place {@code belay_at} of
   * its own.
   */
  List<Violation> ask(String constraint, String rows, String condition) throws SQLException {
    // A constraint's own functions may count on the user's search path, as when rows are applied.
    return session.withUsersPath(
        () ->
            session
                .list(
                    "SELECT f.n, (SELECT count(*) FROM %s AND s.ctid <= f.first) FROM (SELECT count(*) AS n, min(n.belay_at) AS first FROM %s n WHERE %s) f"
                        .formatted(stage.coming("s"), rows, condition),
                    row -> new Violation(constraint, row.getLong(1), row.getLong(2)))
                .stream()
                .filter(v -> v.rows() > 0)
                .toList());
  }
}

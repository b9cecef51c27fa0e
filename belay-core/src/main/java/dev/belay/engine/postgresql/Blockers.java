package dev.belay.engine.postgresql;

import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.TableName;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Names the sessions that keep a lock from being had. */
final class Blockers {
  private static final String HOLDERS =
      """
      SELECT DISTINCT pg_catalog.format('process %%s (%%s, user %%s, %%s) holds %%s on %%s',
               l.pid, coalesce(nullif(a.application_name, ''), 'no application name'),
               coalesce(a.usename, 'unknown'), coalesce(a.state, 'unknown'), l.mode, c.relname)
      FROM pg_catalog.pg_locks l
      JOIN pg_catalog.pg_class c ON c.oid = l.relation
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
      WHERE l.granted AND l.pid <> %d AND l.pid <> pg_catalog.pg_backend_pid()
        AND l.database = (SELECT oid FROM pg_catalog.pg_database
                          WHERE datname = pg_catalog.current_database())
        AND l.mode %s
        AND %s
      """;

  private Blockers() {}

  /** The error for a lock on these tables against writers that did not come in time. */
  static BelayException busy(
      Connector connector,
      ReadOptions options,
      int waiting,
      Collection<TableName> tables,
      SQLException cause) {
    String writing = "NOT IN ('AccessShareLock', 'RowShareLock')";
    String names =
        Sql.list(tables, t -> "(" + Sql.literal(t.schema()) + ", " + Sql.literal(t.name()) + ")");
    String these = "(n.nspname, c.relname) IN (" + names + ")";
    return error(connector, options, HOLDERS.formatted(waiting, writing, these), cause);
  }

  /** The error for reading, which only a lock against everyone holds up, on whichever table. */
  static BelayException reading(Connector connector, ReadOptions options, SQLException cause) {
    String query =
        HOLDERS.formatted(0, "= 'AccessExclusiveLock'", "c.relkind IN ('r', 'p', 'v', 'm', 'f')");
    return error(connector, options, query, cause);
  }

  private static BelayException error(
      Connector connector, ReadOptions options, String query, SQLException cause) {
    String holders;
    try (Session session = connector.open(new ReadOptions(Duration.ofSeconds(1), 1))) {
      List<String> found = session.list(query, row -> row.getString(1));
      holders = found.isEmpty() ? "it was released meanwhile" : String.join("; ", found);
    } catch (SQLException | IOException | BelayException e) {
      cause.addSuppressed(e);
      holders = Failures.said(cause);
    }
    return new BelayException(
        ErrorCode.BUSY,
        "%s: no lock within %s s: %s"
            .formatted(
                connector.display(),
                BigDecimal.valueOf(options.patience().toMillis(), 3)
                    .stripTrailingZeros()
                    .toPlainString(),
                holders),
        "wait longer (--wait 1m), or end that session: SELECT pg_terminate_backend(PROCESS)",
        cause);
  }
}

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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names the sessions and the prepared transactions that keep a lock from being had. */
final class Blockers {
  // What a prepared transaction holds has no process; it also holds the lock on its own number.
  private static final String HOLDERS =
      """
      SELECT DISTINCT
             CASE WHEN l.pid IS NULL
               THEN pg_catalog.format('the prepared transaction %%L (user %%s, since %%s)',
                      coalesce(p.gid, 'unknown'), coalesce(p.owner::text, 'unknown'),
                      coalesce(pg_catalog.to_char(p.prepared, 'YYYY-MM-DD HH24:MI:SS TZH:TZM'),
                               'unknown'))
               ELSE pg_catalog.format('process %%s (%%s, user %%s, %%s)',
                      l.pid, coalesce(nullif(a.application_name, ''), 'no application name'),
                      coalesce(a.usename, 'unknown'), coalesce(a.state, 'unknown'))
             END || pg_catalog.format(' holds %%s on %%s', l.mode, c.relname),
             l.pid IS NULL
      FROM pg_catalog.pg_locks l
      JOIN pg_catalog.pg_class c ON c.oid = l.relation
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
      LEFT JOIN (SELECT x.virtualtransaction, t.gid, t.owner, t.prepared
                 FROM pg_catalog.pg_locks x
                 JOIN pg_catalog.pg_prepared_xacts t ON t.transaction = x.transactionid
                 WHERE x.pid IS NULL) p
             ON l.pid IS NULL AND p.virtualtransaction = l.virtualtransaction
      WHERE l.granted AND l.pid IS DISTINCT FROM %d
        AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
        AND l.database = (SELECT oid FROM pg_catalog.pg_database
                          WHERE datname = pg_catalog.current_database())
        AND l.mode %s
        AND %s
      """;

  private record Holder(String said, boolean prepared) {}

  private Blockers() {}

  /** The error for a lock on these tables against writers that did not come in time. */
  static BelayException busy(
      Connector connector,
      ReadOptions options,
      int waiting,
      Collection<TableName> tables,
      SQLException cause) {
    String writing = "NOT IN ('AccessShareLock', 'RowShareLock')";
    return error(
        connector, options, List.of(HOLDERS.formatted(waiting, writing, these(tables))), cause);
  }

  /**
   * The error for what is locked inside of these tables, once others write nothing to them: rows
   * that somebody has asked for with FOR UPDATE; or, for what wants a table alone, its readers.
   */
  static BelayException applying(
      Connector connector,
      ReadOptions options,
      int waiting,
      Collection<TableName> tables,
      SQLException cause) {
    List<String> queries =
        Stream.of("<> 'AccessShareLock'", "= 'AccessShareLock'")
            .map(mode -> HOLDERS.formatted(waiting, mode, these(tables)))
            .toList();
    return error(connector, options, queries, cause);
  }

  private static String these(Collection<TableName> tables) {
    String names =
        Sql.list(tables, t -> "(" + Sql.literal(t.schema()) + ", " + Sql.literal(t.name()) + ")");
    return "(n.nspname, c.relname) IN (" + names + ")";
  }

  /** The error for reading, which only a lock against everyone holds up, on whichever table. */
  static BelayException reading(Connector connector, ReadOptions options, SQLException cause) {
    String query =
        HOLDERS.formatted(0, "= 'AccessExclusiveLock'", "c.relkind IN ('r', 'p', 'v', 'm', 'f')");
    return error(connector, options, List.of(query), cause);
  }

  private static BelayException error(
      Connector connector, ReadOptions options, List<String> queries, SQLException cause) {
    String holders;
    boolean prepared = false;
    boolean sessions = true;
    try (Session session = connector.open(new ReadOptions(Duration.ofSeconds(1), 1))) {
      List<Holder> found = List.of();
      for (int i = 0; found.isEmpty() && i < queries.size(); i++) {
        found =
            session.list(queries.get(i), row -> new Holder(row.getString(1), row.getBoolean(2)));
      }
      prepared = found.stream().anyMatch(Holder::prepared);
      sessions = !prepared || found.stream().anyMatch(h -> !h.prepared());
      holders =
          found.isEmpty()
              ? "it was released meanwhile"
              : found.stream().map(Holder::said).collect(Collectors.joining("; "));
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
        "wait longer (--wait 1m)"
            + (sessions ? ", or end that session: SELECT pg_terminate_backend(PROCESS)" : "")
            + (prepared ? ", or end that transaction: COMMIT PREPARED or ROLLBACK PREPARED" : ""),
        cause);
  }
}

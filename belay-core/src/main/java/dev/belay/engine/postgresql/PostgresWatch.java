package dev.belay.engine.postgresql;

import dev.belay.engine.ReadOptions;
import dev.belay.engine.Watch;
import dev.belay.model.TableName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proves by the row versions themselves that a table is the same. Every version carries the number
 * of the transaction that made it, and is never changed in place. If all versions that are visible
 * now were made by transactions that had ended at the earlier look, they were all visible then; if
 * there are as many of them as then, they are all that were. That takes a scan which looks at no
 * column. Where the server has given out no transaction number since, nobody has changed any row,
 * and there is nothing to scan. Statistics prove nothing: they come late, and can be lost.
 */
final class PostgresWatch implements Watch {
  // Whoever changes a column, a type or an enum's labels leaves a new version of its catalog row.
  private static final String STRUCTURE =
      """
      SELECT pg_catalog.md5(coalesce(pg_catalog.string_agg(x, ',' ORDER BY x COLLATE "C"), ''))
      FROM (SELECT pg_catalog.format('%%s %%s %%s', a.attrelid, a.attnum, a.xmin) AS x
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE a.attnum > 0 AND c.relkind IN ('r', 'p', 'c') AND c.relpersistence <> 't' AND %1$s
            UNION ALL
            SELECT pg_catalog.format('e %%s %%s', e.oid, e.xmin) FROM pg_catalog.pg_enum e
            UNION ALL
            SELECT pg_catalog.format('t %%s %%s', t.oid, t.xmin) FROM pg_catalog.pg_type t
            JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
            WHERE coalesce(c.relpersistence, 'p') <> 't' AND %1$s) s
      """
          .formatted(TableFinder.USER_SCHEMA);

  private static final String FILES =
      """
      SELECT n.nspname, c.relname, c.oid::bigint, pg_catalog.pg_relation_filenode(c.oid)::bigint
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND %s
      """
          .formatted(TableFinder.USER_SCHEMA);

  private final Connector connector;
  private final ReadOptions options;
  private @Nullable Session session;

  PostgresWatch(Connector connector, ReadOptions options) {
    this.connector = connector;
    this.options = options;
  }

  @Override
  public Sight look(Map<TableName, String> since) throws IOException {
    Session own = session == null ? connector.open(options) : session;
    session = own;
    List<TableName> there = List.of();
    try {
      own.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
      there = files(own).keySet().stream().filter(since::containsKey).sorted().toList();
      own.run("ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ");
      lock(own, there);
      Sight sight = see(own, since, there);
      own.run("ROLLBACK");
      return sight;
    } catch (SQLException e) {
      session = null;
      int backend = backend(own);
      own.abort();
      if ("55P03".equals(e.getSQLState())) {
        throw Blockers.busy(connector, options, backend, there, e);
      }
      throw connector.failure(e, "looking which tables changed");
    }
  }

  private static int backend(Session own) {
    try {
      return own.backend();
    } catch (SQLException e) {
      return 0;
    }
  }

  /** Waits for those who write, and keeps others from beginning to, until the look is over. */
  private static void lock(Session own, List<TableName> tables) throws SQLException {
    if (!tables.isEmpty()) {
      own.run("LOCK TABLE " + Sql.list(tables, t -> "ONLY " + Sql.name(t)) + " IN SHARE MODE");
    }
  }

  private static Map<TableName, String> files(Session own) throws SQLException {
    Map<TableName, String> files = new HashMap<>();
    for (String[] row :
        own.list(
            FILES,
            r -> new String[] {r.getString(1), r.getString(2), r.getString(3), r.getString(4)})) {
      files.put(new TableName(row[0], row[1]), row[2] + "/" + row[3]);
    }
    return files;
  }

  private Sight see(Session own, Map<TableName, String> since, List<TableName> tables)
      throws SQLException {
    long[] ended =
        own.list(
                """
                SELECT pg_catalog.pg_snapshot_xmin(s)::text, pg_catalog.pg_snapshot_xmax(s)::text
                FROM pg_catalog.pg_current_snapshot() s
                """,
                row -> new long[] {Long.parseLong(row.getString(1)), row.getLong(2)})
            .get(0);
    Map<TableName, String> files = files(own);
    Map<TableName, State> before = new HashMap<>();
    Map<TableName, String> states = new HashMap<>();
    Set<TableName> same = new HashSet<>();
    List<TableName> unsure = new ArrayList<>();
    for (TableName table : tables) {
      State then = State.parse(since.getOrDefault(table, ""));
      before.put(table, then);
      if (then.file().equals(files.get(table)) && then.nothingSince(ended[1])) {
        states.put(table, then.text());
        same.add(table);
      } else {
        unsure.add(table);
      }
    }
    for (TableName table : unsure) {
      String file = files.getOrDefault(table, "");
      State then = before.getOrDefault(table, State.NONE);
      long[] counts = count(own, table, then);
      State now = new State(ended[0], ended[1], counts[0], file);
      states.put(table, now.text());
      if (then.file().equals(file) && then.rows() == counts[0] && counts[1] == 0) {
        same.add(table);
      }
    }
    return new Sight(states, same, counters(own), own.text(STRUCTURE));
  }

  /** How many rows there are, and how many of them are younger than a state. */
  private static long[] count(Session own, TableName table, State then) throws SQLException {
    // The numbers of transactions that versions carry are the lower 32 bits.
    String younger = "age(xmin) <= age('%d'::xid)".formatted(then.ended() & 0xffffffffL);
    return own.list(
            "SELECT count(*), count(*) FILTER (WHERE %s) FROM ONLY %s"
                .formatted(then.equals(State.NONE) ? "true" : younger, Sql.name(table)),
            row -> new long[] {row.getLong(1), row.getLong(2)})
        .get(0);
  }

  private String counters(Session own) throws SQLException {
    return CounterReader.read(connector, own).toString();
  }

  @Override
  public void close() {
    Session own = session;
    session = null;
    if (own != null) {
      own.abort();
    }
  }

  /**
   * A table at a look.
   *
   * @param ended all transactions before this one had ended
   * @param next no transaction from this one on had begun
   * @param rows how many rows there were
   * @param file which table it was, and in which file: another one after it was emptied or
   *     rewritten
   */
  private record State(long ended, long next, long rows, String file) {
    static final State NONE = new State(0, 0, -1, "none");

    static State parse(String text) {
      if (text.isEmpty()) {
        return NONE;
      }
      String[] parts = text.split(" ", -1);
      return new State(
          Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]), parts[3]);
    }

    String text() {
      return "%d %d %d %s".formatted(ended, next, rows, file);
    }

    boolean nothingSince(long nextNow) {
      return ended == next && next == nextNow;
    }
  }
}

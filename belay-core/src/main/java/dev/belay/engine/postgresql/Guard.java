package dev.belay.engine.postgresql;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps triggers, rules and reference actions away from the rows that are written in a transaction,
 * and puts everything back exactly as it was.
 *
 * <p>Where the server allows it, by {@code session_replication_role = replica}, in which only what
 * was made to fire ALWAYS or in REPLICA is left to be disabled. Else as the tables' owner: user
 * triggers and rules are disabled, and foreign keys are deferred to the end of the transaction.
 */
final class Guard {
  private enum Means {
    UNDECIDED,
    REPLICA_ROLE,
    OWNERSHIP
  }

  private record Switch(String name, String state, String kind) {}

  // A recheck trigger keeps a deferrable unique or exclusion constraint: it must go on firing.
  private static final String TRIGGERS =
      """
      SELECT t.tgname, t.tgenabled::text,
             CASE WHEN c.contype IN ('p', 'u', 'x') THEN 'recheck'
                  WHEN t.tgisinternal THEN 'internal' ELSE 'user' END
      FROM pg_catalog.pg_trigger t
      LEFT JOIN pg_catalog.pg_constraint c ON c.oid = t.tgconstraint AND t.tgisinternal
      WHERE t.tgrelid = %d AND t.tgenabled <> 'D'
      UNION ALL
      SELECT r.rulename, r.ev_enabled::text, 'rule' FROM pg_catalog.pg_rewrite r
      WHERE r.ev_class = %d AND r.ev_enabled <> 'D' AND r.ev_type <> '1'
      ORDER BY 3, 1
      """;

  // A partition's constraint is altered through the partitioned table's.
  private static final String FOREIGN_KEYS =
      """
      WITH RECURSIVE up AS (
        SELECT c.oid, c.conparentid FROM pg_catalog.pg_constraint c
        WHERE c.contype = 'f' AND %1$d IN (c.conrelid, c.confrelid)
        UNION
        SELECT p.oid, p.conparentid FROM up
        JOIN pg_catalog.pg_constraint p ON p.oid = up.conparentid)
      SELECT pg_catalog.format('%%I.%%I', n.nspname, t.relname), pg_catalog.quote_ident(c.conname),
             c.condeferrable, c.oid::bigint
      FROM up JOIN pg_catalog.pg_constraint c ON c.oid = up.oid
      JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
      WHERE c.conparentid = 0
      """;

  private static final String EVENT_TRIGGERS =
      "SELECT count(*) FROM pg_catalog.pg_event_trigger WHERE evtenabled = 'O'";

  private final Session session;
  private final Connector connector;
  private final Set<Long> entered = new HashSet<>();
  private final Set<Long> deferred = new HashSet<>();
  private final Deque<String> putBack = new ArrayDeque<>();
  private Means means = Means.UNDECIDED;
  private boolean asked;

  Guard(Session session, Connector connector) {
    this.session = session;
    this.connector = connector;
  }

  /**
   * Whether foreign keys do nothing at all meanwhile, so that rows may come and go in any order.
   */
  boolean replicaRole() {
    return means == Means.REPLICA_ROLE;
  }

  /**
   * Keeps event triggers away from the temporary tables of a run, where this user may: what forbids
   * or records changes of the structure has nothing to do with them. For any thread.
   */
  void stage() throws SQLException {
    synchronized (session) {
      if (!asked && means == Means.UNDECIDED && session.number(EVENT_TRIGGERS) > 0) {
        means = takeReplicaRole() ? Means.REPLICA_ROLE : Means.OWNERSHIP;
      }
      asked = true;
    }
  }

  /**
   * From here on rows of these tables are written just as they are given. REFUSED where this user
   * can't see to that.
   */
  void enter(Collection<LiveTable> tables) throws SQLException {
    if (means == Means.UNDECIDED) {
      means = takeReplicaRole() ? Means.REPLICA_ROLE : Means.OWNERSHIP;
    }
    for (LiveTable table : tables) {
      if (entered.add(table.oid())) {
        enter(table);
      }
    }
  }

  private boolean takeReplicaRole() throws SQLException {
    session.run("SAVEPOINT belay_role");
    try {
      session.run("SET LOCAL session_replication_role = 'replica'");
      session.run("RELEASE SAVEPOINT belay_role");
      return true;
    } catch (SQLException e) {
      if (!"42501".equals(e.getSQLState())) {
        throw e;
      }
      session.run("ROLLBACK TO SAVEPOINT belay_role; RELEASE SAVEPOINT belay_role");
      return false;
    }
  }

  private void enter(LiveTable table) throws SQLException {
    List<Switch> switches =
        session.list(
            TRIGGERS.formatted(table.oid(), table.oid()),
            row -> new Switch(row.getString(1), row.getString(2), row.getString(3)));
    try {
      for (Switch one : switches) {
        turn(table, one);
      }
      if (means == Means.OWNERSHIP) {
        defer(table);
      }
    } catch (SQLException e) {
      if ("42501".equals(e.getSQLState())) {
        throw notAllowed(table, e);
      }
      throw e;
    }
  }

  private void turn(LiveTable table, Switch one) throws SQLException {
    boolean replica = means == Means.REPLICA_ROLE;
    if (one.kind.equals("recheck")) {
      if (replica && one.state.equals("O")) {
        alter(table, "ENABLE ALWAYS TRIGGER ", "ENABLE TRIGGER ", one);
      }
      return;
    }
    boolean fires =
        replica ? !one.state.equals("O") : !one.state.equals("R") && !one.kind.equals("internal");
    if (fires) {
      String object = one.kind.equals("rule") ? "RULE " : "TRIGGER ";
      String enable =
          switch (one.state) {
            case "A" -> "ENABLE ALWAYS ";
            case "R" -> "ENABLE REPLICA ";
            default -> "ENABLE ";
          };
      alter(table, "DISABLE " + object, enable + object, one);
    }
  }

  private void alter(LiveTable table, String now, String later, Switch one) throws SQLException {
    String start = "ALTER TABLE ONLY " + table.sql() + " ";
    session.run(start + now + Sql.ident(one.name));
    putBack.push(start + later + Sql.ident(one.name));
  }

  private record Constraint(String table, String name, boolean deferrable, long oid) {}

  private void defer(LiveTable table) throws SQLException {
    List<Constraint> constraints =
        session.list(
            FOREIGN_KEYS.formatted(table.oid()),
            row ->
                new Constraint(
                    row.getString(1), row.getString(2), row.getBoolean(3), row.getLong(4)));
    for (Constraint one : constraints) {
      if (!one.deferrable && deferred.add(one.oid)) {
        String alter = "ALTER TABLE " + one.table + " ALTER CONSTRAINT " + one.name;
        session.run(alter + " DEFERRABLE INITIALLY DEFERRED");
        putBack.push(alter + " NOT DEFERRABLE");
      }
    }
    session.run("SET CONSTRAINTS ALL DEFERRED");
  }

  /** Lets rows get past these constraints, as they once did. */
  void exempt(LiveTable table, List<Unvalidated> constraints) throws SQLException {
    enter(List.of(table));
    for (Unvalidated one : constraints) {
      session.run(one.drop(table));
      putBack.push(one.add(table));
    }
  }

  /**
   * Lets an UPDATE set a column that is GENERATED ALWAYS AS IDENTITY. Before anything else is
   * written.
   */
  void allowIdentity(LiveTable table, LiveColumn column) throws SQLException {
    String alter =
        "ALTER TABLE "
            + table.sql()
            + " ALTER COLUMN "
            + Sql.ident(column.name())
            + " SET GENERATED ";
    session.run(alter + "BY DEFAULT");
    putBack.push(alter + "ALWAYS");
  }

  private BelayException notAllowed(LiveTable table, SQLException cause) {
    String user = String.valueOf(connector.address().parts().get(PostgresUrl.USER));
    return new BelayException(
        ErrorCode.REFUSED,
        "%s: user %s can't keep triggers, rules and reference actions away from %s: %s"
            .formatted(connector.display(), user, table.name(), Failures.said(cause)),
        "as superuser: GRANT SET ON PARAMETER session_replication_role TO "
            + Sql.ident(user)
            + " (PostgreSQL 15 and later), or use the owner of the tables",
        cause);
  }

  /** Checks what was deferred, and puts everything back. */
  void leave() throws SQLException {
    if (means == Means.UNDECIDED) {
      return;
    }
    session.run("SET CONSTRAINTS ALL IMMEDIATE");
    while (!putBack.isEmpty()) {
      session.run(putBack.pop());
    }
  }
}

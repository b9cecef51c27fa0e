package dev.belay.engine.postgresql;

import dev.belay.engine.Database.Outcome;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells one transaction from all others of all servers: the cluster's identifier, the database's
 * number and the transaction's 64-bit id, of which the server remembers the outcome for a long
 * while.
 */
record CommitMark(String cluster, String database, String transaction) {
  private static final String PLACE =
      """
      SELECT (SELECT system_identifier FROM pg_catalog.pg_control_system()) || ':' ||
             (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
      """;

  static CommitMark of(Session session) throws SQLException {
    return parse(
        session.text(PLACE) + ":" + session.text("SELECT pg_catalog.pg_current_xact_id()::text"));
  }

  static CommitMark parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3 || !parts[2].matches("[0-9]{1,20}")) {
      throw new IllegalArgumentException("no commit mark of PostgreSQL: " + text);
    }
    return new CommitMark(parts[0], parts[1], parts[2]);
  }

  @Override
  public String toString() {
    return cluster + ":" + database + ":" + transaction;
  }

  /**
   * What became of it, as this server knows. A transaction that still runs is waited for within the
   * patience.
   */
  Outcome outcome(Session session, Connector connector, ReadOptions options) throws SQLException {
    if (!session.text(PLACE).equals(cluster + ":" + database)) {
      return Outcome.UNKNOWN;
    }
    long deadline = System.nanoTime() + options.patience().toNanos();
    String status = status(session);
    while (Objects.equals(status, "in progress")) {
      if (System.nanoTime() > deadline) {
        throw new BelayException(
            ErrorCode.BUSY,
            connector.display() + ": transaction " + transaction + " is still running",
            "wait until the server has noticed that its client is gone, then try again");
      }
      session.run("DO 'BEGIN PERFORM pg_catalog.pg_sleep(0.05); END'");
      status = status(session);
    }
    return switch (status == null ? "forgotten" : status) {
      case "committed" -> Outcome.COMMITTED;
      case "aborted" -> Outcome.ROLLED_BACK;
      default -> Outcome.UNKNOWN;
    };
  }

  private @Nullable String status(Session session) throws SQLException {
    try {
      return session.text("SELECT pg_catalog.pg_xact_status('" + transaction + "'::xid8)");
    } catch (SQLException e) {
      // An id that this server has not reached yet: it was set back to an older state.
      if ("22023".equals(e.getSQLState())) {
        return null;
      }
      throw e;
    }
  }
}

package dev.belay.engine.sqlite;

import dev.belay.engine.ReadOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Begins transactions that all see the same committed state. Closes what it opened unless it was handed over. */
final class Reads implements Closeable {
  /** Other writers are held off only for the time that it takes to begin; for longer than this it is not worth it. */
  private static final Duration LOCK_AT_MOST = Duration.ofSeconds(1);

  private final SqliteFile file;
  private final ReadOptions options;
  private final Session.Access access;
  private final int wanted;
  private final List<Session> sessions = new ArrayList<>();

  /**
   * @param access what the sessions may do beside reading
   * @param wanted how many sessions; there may be fewer
   */
  Reads(SqliteFile file, ReadOptions options, Session.Access access, int wanted) {
    this.file = file;
    this.options = options;
    this.access = access;
    this.wanted = wanted;
  }

  /**
   * @param writer holds the write lock already; null where none does
   */
  List<Session> begin(@Nullable Session writer) throws SQLException, IOException {
    Session first = openFirst();
    if (writer != null) {
      beginRest();
    } else if (wanted > 1) {
      try (Session gate = Session.open(file, Session.Access.WRITE, gatePatience())) {
        if (locked(gate)) {
          first.exec("ROLLBACK");
          start(first);
          beginRest();
          gate.exec("ROLLBACK");
        }
      }
    }
    return List.copyOf(sessions);
  }

  private Duration gatePatience() {
    return options.patience().compareTo(LOCK_AT_MOST) < 0 ? options.patience() : LOCK_AT_MOST;
  }

  /** Whether writers are held off. Where that can't be had, one lane is what there is. */
  private static boolean locked(Session gate) throws SQLException {
    try {
      gate.exec("BEGIN IMMEDIATE");
      return true;
    } catch (SQLException e) {
      if (Failures.isBusy(e) || Failures.cannotOpenOrWrite(e)) {
        return false;
      }
      throw e;
    }
  }

  private Session openFirst() throws SQLException, IOException {
    try {
      return open(access);
    } catch (SQLException e) {
      // SQLite needs to write beside a WAL database even to read it. Where nobody can, nobody changes it either.
      boolean fixed = !Files.isWritable(file.path()) && !file.hasContent("-wal");
      if (!fixed || !Failures.cannotOpenOrWrite(e)) {
        throw e;
      }
      return open(Session.Access.IMMUTABLE);
    }
  }

  private void beginRest() throws SQLException {
    while (sessions.size() < wanted) {
      open(access);
    }
  }

  private Session open(Session.Access how) throws SQLException {
    Session session = Session.open(file, how, options.patience());
    try {
      start(session);
    } catch (SQLException e) {
      session.close();
      throw e;
    }
    sessions.add(session);
    return session;
  }

  /** A read transaction takes its moment at its first read, not at BEGIN. */
  private static void start(Session session) throws SQLException {
    session.exec("BEGIN");
    session.number("SELECT count(*) FROM main.sqlite_schema");
  }

  /** The sessions are the caller's to close from now on. */
  void handOver() {
    sessions.clear();
  }

  @Override
  public void close() {
    sessions.forEach(Session::close);
  }
}

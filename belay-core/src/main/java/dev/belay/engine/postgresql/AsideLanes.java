package dev.belay.engine.postgresql;

import dev.belay.engine.ReadOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Connections to a database that is built aside, each lent to one worker. For any thread. */
final class AsideLanes {
  // Nobody else is here to be waited for but our own lanes; and only the last commit has to be
  // durable, which then makes everything before it so.
  static final String SETTINGS =
      "SET lock_timeout = 0; SET synchronous_commit = off; SET maintenance_work_mem = '256MB'";

  private final Connector connector;
  private final ReadOptions options;
  private final Deque<Session> idle = new ArrayDeque<>();
  private final Set<Session> lent = new HashSet<>();
  private boolean closed;

  /**
   * @param first is set up already
   */
  AsideLanes(Connector connector, ReadOptions options, Session first) {
    this.connector = connector;
    this.options = options;
    this.idle.add(first);
  }

  /** Work on a connection of its own. */
  @FunctionalInterface
  interface Work {
    long on(Session session) throws SQLException, IOException;
  }

  /** Does it on a connection that nobody else uses meanwhile; after a failure that one is ended. */
  long alone(String what, Work work) throws IOException {
    Session session = borrow();
    boolean well = false;
    try {
      long result = work.on(session);
      well = true;
      return result;
    } catch (SQLException e) {
      throw connector.failure(e, what);
    } finally {
      giveBack(session, well);
    }
  }

  Session borrow() throws IOException {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the database is finished");
      }
      Session session = idle.poll();
      if (session != null) {
        lent.add(session);
        return session;
      }
    }
    Session session = connector.open(options);
    try {
      session.run(SETTINGS);
    } catch (SQLException e) {
      session.abort();
      throw connector.failure(e, "connecting");
    }
    synchronized (this) {
      lent.add(session);
    }
    return session;
  }

  /**
   * Takes it back.
   *
   * @param well whether it can be used again
   */
  synchronized void giveBack(Session session, boolean well) {
    lent.remove(session);
    if (well && !closed) {
      idle.add(session);
    } else {
      session.abort();
    }
  }

  /** Ends them all: a database that somebody is connected to keeps its name. */
  synchronized void close() {
    closed = true;
    idle.forEach(AsideLanes::end);
    idle.clear();
    lent.forEach(Session::abort);
    lent.clear();
  }

  private static void end(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      session.abort();
    }
  }
}

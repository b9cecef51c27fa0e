package dev.belay.engine.postgresql;

import dev.belay.engine.ReadOptions;
import dev.belay.model.TableName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/** Sessions that all show one exported snapshot, lent to one reader each. For any thread. */
final class Lanes {
  private final Connector connector;
  private final ReadOptions options;
  private final String snapshot;
  private final Collection<TableName> tables;
  private final String encoding;
  private final int major;
  private final Deque<Session> idle = new ArrayDeque<>();
  private int width;
  private boolean closed;

  /**
   * Opens the lanes at once: one that came later could wait behind a DDL statement that itself
   * waits for the earlier ones. Where the server has no room for the locks of all of them, there
   * are fewer.
   *
   * @param count how many are wanted
   * @param least how many there must be
   * @param snapshot the name that pg_export_snapshot gave; its transaction stays open as long as
   *     this
   * @param tables the tables that will be read
   */
  Lanes(
      Connector connector,
      ReadOptions options,
      int count,
      int least,
      String snapshot,
      Collection<TableName> tables,
      String encoding,
      int major)
      throws IOException {
    this.connector = connector;
    this.options = options;
    this.snapshot = snapshot;
    this.tables = tables;
    this.encoding = encoding;
    this.major = major;
    this.width = options.lanes();
    try {
      for (int i = 0; i < count; i++) {
        idle.add(join());
      }
    } catch (SQLException e) {
      if (!Failures.noRoomForLocks(e) || idle.size() < least) {
        close();
        throw connector.failure(e, "joining the snapshot");
      }
      width = idle.size();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Session open() throws IOException {
    try {
      return join();
    } catch (SQLException e) {
      throw connector.failure(e, "joining the snapshot");
    }
  }

  private Session join() throws IOException, SQLException {
    Session session = connector.open(options);
    try {
      session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      session.run("SET TRANSACTION SNAPSHOT " + Sql.literal(snapshot));
      lock(session, tables);
      return session;
    } catch (SQLException e) {
      session.abort();
      throw e;
    }
  }

  /** How many there are to be had at once. */
  synchronized int width() {
    return width;
  }

  /**
   * Keeps the tables from being changed in structure, or truncated, which a snapshot would not
   * show.
   */
  static void lock(Session session, Collection<TableName> tables) throws SQLException {
    if (!tables.isEmpty()) {
      session.run(
          "LOCK TABLE " + Sql.list(tables, t -> "ONLY " + Sql.name(t)) + " IN ACCESS SHARE MODE");
    }
  }

  /** Takes a session into the lanes that shows the snapshot already. */
  synchronized void add(Session session) {
    idle.addFirst(session);
    width = Math.min(width + 1, options.lanes());
  }

  /** The stored rows of a table in identity order. */
  CopyRows rows(LiveTable table) throws IOException {
    return rows(table, "");
  }

  /** Those of them that a condition holds for; all where it is empty. */
  CopyRows rows(LiveTable table, String where) throws IOException {
    Session session = borrow();
    try {
      CopyOut copy = session.copyOut(Ordering.copy(table, where, encoding));
      return new CopyRows(
          copy,
          connector,
          table,
          mayBeInvalid(table, encoding, major),
          rest -> giveBack(session, rest));
    } catch (SQLException e) {
      session.abort();
      throw connector.failure(e, "reading " + table.name());
    }
  }

  /** Runs a query that gives no rows; throws what the server says against it. */
  void probe(String query) throws IOException, SQLException {
    Session session = borrow();
    try {
      session.run(query);
    } catch (SQLException e) {
      // Its transaction is lost, and with it the moment.
      session.abort();
      throw e;
    }
    giveBack(session, null);
  }

  /** A SQL_ASCII database checks nothing, and older servers wrote any byte of a "char" as it is. */
  static boolean mayBeInvalid(LiveTable table, String encoding, int major) {
    return encoding.equals("SQL_ASCII")
        || (major < 16 && table.stored().stream().anyMatch(c -> c.base().equals("char")));
  }

  private Session borrow() throws IOException {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the dataset is closed");
      }
      Session session = idle.poll();
      if (session != null) {
        return session;
      }
    }
    return open();
  }

  private synchronized void giveBack(Session session, @Nullable CopyOut rest) {
    if (rest != null || closed) {
      // Whoever stops early does not want the rest sent.
      session.abort();
    } else {
      idle.add(session);
    }
  }

  /** Ends the idle sessions, and with them their locks. Readers open new ones. */
  synchronized void rest() {
    idle.forEach(Session::abort);
    idle.clear();
  }

  synchronized void close() {
    closed = true;
    rest();
  }
}

package dev.belay.engine.sqlite;

import dev.belay.engine.sqlite.pages.Handles;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * One connection to a SQLite file. Transactions are begun and ended by SQL. For one thread at a
 * time.
 */
final class Session implements Closeable {
  /** What a connection may do. */
  enum Access {
    /** Read; it may still have to roll back a journal that a crashed process left. */
    READ,
    /** Read and write. */
    WRITE,
    /** Read, and write temporary tables, nothing else. */
    PRIVATE,
    /** Read a file that nobody can change. */
    IMMUTABLE,
    /** Write a file that may not be there yet. */
    CREATE
  }

  private final SQLiteConnection connection;
  private boolean connected = true;

  private Session(SQLiteConnection connection) {
    this.connection = connection;
  }

  static Session open(SqliteFile file, Access access, Duration patience) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    // A session has one user at a time, so SQLite's own mutex on each call is only a cost.
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    if (access != Access.CREATE) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    if (access == Access.IMMUTABLE || access == Access.PRIVATE) {
      config.resetOpenMode(SQLiteOpenMode.READWRITE);
      config.setOpenMode(SQLiteOpenMode.READONLY);
    }
    config.setBusyTimeout((int) Math.min(patience.toMillis(), Integer.MAX_VALUE));
    String options = access == Access.IMMUTABLE ? "?immutable=1" : "";
    SQLiteConnection connection = connect(config, "jdbc:sqlite:" + file.uri() + options);
    // The flag alone, so that the driver neither begins nor ends a transaction by itself.
    connection.getConnectionConfig().setAutoCommit(false);
    Session session = new Session(connection);
    try {
      session.exec("PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF");
      session.exec(
          switch (access) {
            case READ -> "PRAGMA query_only = ON";
            // What is staged is lost with the session anyway, so it needs no journal of its own.
            case WRITE, PRIVATE, IMMUTABLE ->
                "PRAGMA synchronous = EXTRA; PRAGMA temp.journal_mode = OFF";
            case CREATE -> "PRAGMA synchronous = OFF";
          });
    } catch (SQLException e) {
      session.closeAfter(e);
      throw e;
    }
    return session;
  }

  private static SQLiteConnection connect(SQLiteConfig config, String url) throws SQLException {
    Handles.connecting();
    try {
      return (SQLiteConnection) config.createConnection(url);
    } catch (SQLException | RuntimeException | Error e) {
      Handles.disconnected();
      throw e;
    }
  }

  DB db() {
    return connection.getDatabase();
  }

  SQLiteConnection connection() {
    return connection;
  }

  /** Runs a script. */
  void exec(String sql) throws SQLException {
    DB db = db();
    int code = db._exec(sql);
    if (code != 0) {
      db.throwex(code);
    }
  }

  PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /** SQLite's own handle of a prepared statement. */
  static long handle(PreparedStatement statement) throws SQLException {
    return ((CoreStatement) statement).pointer.safeRunLong((db, pointer) -> pointer);
  }

  /** All rows of a short answer, each value as text. */
  List<List<@Nullable String>> rows(String sql) throws SQLException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    try (PreparedStatement statement = prepare(sql);
        ResultSet result = statement.executeQuery()) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** The first value of the answer's first row; empty where there is none. */
  String text(String sql) throws SQLException {
    List<List<@Nullable String>> rows = rows(sql);
    String value = rows.isEmpty() ? null : rows.get(0).get(0);
    return value == null ? "" : value;
  }

  /** The same as a number; 0 where there is none. */
  long number(String sql) throws SQLException {
    String text = text(sql);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  /** Runs one statement that changes rows; how many. */
  long update(String sql) throws SQLException {
    DB db = db();
    exec(sql);
    return db.changes();
  }

  @Override
  public void close() {
    try {
      disconnect();
    } catch (SQLException e) {
      // What matters was committed or rolled back before; a connection that does not close holds
      // nothing for the caller.
      return;
    }
  }

  private void closeAfter(SQLException first) {
    try {
      disconnect();
    } catch (SQLException e) {
      first.addSuppressed(e);
    }
  }

  private void disconnect() throws SQLException {
    if (connected) {
      connected = false;
      try {
        connection.close();
      } finally {
        Handles.disconnected();
      }
    }
  }

  /** The bytes of a text as SQLite's UTF-8. */
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

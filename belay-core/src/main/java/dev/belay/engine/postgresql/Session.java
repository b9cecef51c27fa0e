package dev.belay.engine.postgresql;

import dev.belay.engine.Scratch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * One connection. Transactions are begun and ended by SQL. Each method is one exchange with the
 * server and holds others off meanwhile; a COPY in progress is the caller's to keep alone.
 */
final class Session implements AutoCloseable {
  private final Connection connection;
  private @Nullable CopyOut reading;

  Session(Connection connection) {
    this.connection = connection;
  }

  /** How a row of a result becomes a value. */
  @FunctionalInterface
  interface Read<T> {
    T from(ResultSet row) throws SQLException;
  }

  /** The driver would wait for ever for a COPY that the same thread reads. */
  private void refuseWhileReading() {
    if (reading != null && reading.isActive()) {
      throw new IllegalStateException("rows are still being read from this connection");
    }
  }

  /** Runs one or more statements, as they are. */
  synchronized void run(String sql) throws SQLException {
    refuseWhileReading();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  /** Runs one statement. Returns how many rows it touched. */
  synchronized long update(String sql) throws SQLException {
    refuseWhileReading();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      return statement.executeLargeUpdate(sql);
    }
  }

  /** All rows of a query whose result is small. */
  synchronized <T> List<T> list(String sql, Read<T> read, Object... parameters)
      throws SQLException {
    refuseWhileReading();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setEscapeProcessing(false);
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> all = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          all.add(read.from(rows));
        }
      }
      return all;
    }
  }

  /** The one number of a query without parameters, in which {@code ?} has no meaning. */
  synchronized long number(String sql) throws SQLException {
    return Long.parseLong(text(sql));
  }

  /** The one value of a query without parameters, in which {@code ?} has no meaning. */
  synchronized String text(String sql) throws SQLException {
    refuseWhileReading();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try (ResultSet rows = statement.executeQuery(sql)) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  synchronized CopyOut copyOut(String sql) throws SQLException {
    refuseWhileReading();
    CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    reading = copy;
    return copy;
  }

  /**
   * Runs work in which functions of users may be called (CHECK constraints, generated columns):
   * they find names by the search path that the user's own sessions have. What is written out
   * meanwhile could depend on that path, so nothing is.
   */
  synchronized <T> T withUsersPath(Writing<T> work) throws SQLException {
    run("SET LOCAL search_path TO DEFAULT");
    T result = work.run();
    run("SET LOCAL search_path = ''");
    return result;
  }

  /**
   * The same, for people's own SQL: what is temporary hides what it is named like, whatever their
   * search path says of that.
   */
  synchronized <T> T withPrivatePath(Writing<T> work) throws SQLException {
    run("SET LOCAL search_path TO DEFAULT");
    String path = text("SELECT pg_catalog.current_setting('search_path')");
    run("SET LOCAL search_path = pg_temp" + (path.isBlank() ? "" : ", " + path));
    T result = work.run();
    run("SET LOCAL search_path = ''");
    return result;
  }

  /** Runs one statement of any kind. Returns how many rows it changed. */
  synchronized long changes(String sql) throws SQLException {
    refuseWhileReading();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.setMaxRows(1);
      return statement.execute(sql) ? 0 : Math.max(0, statement.getLargeUpdateCount());
    }
  }

  /** The answer to one query, no more than so many rows of it. */
  synchronized Scratch.Answer answer(String sql, int most) throws SQLException {
    refuseWhileReading();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.setMaxRows(most);
      try (ResultSet result = statement.executeQuery(sql)) {
        int count = result.getMetaData().getColumnCount();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
          columns.add(result.getMetaData().getColumnLabel(i));
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        while (result.next()) {
          List<@Nullable String> row = new ArrayList<>();
          for (int i = 1; i <= count; i++) {
            row.add(result.getString(i));
          }
          rows.add(row);
        }
        return new Scratch.Answer(columns, rows);
      }
    }
  }

  /** Work that writes. */
  @FunctionalInterface
  interface Writing<T> {
    T run() throws SQLException;
  }

  /**
   * Sends {@code bytes[0..length)} through a COPY … FROM STDIN of its own. Returns how many rows
   * came in.
   */
  synchronized long copyIn(String sql, byte[] bytes, int length) throws SQLException {
    refuseWhileReading();
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      copy.writeToCopy(bytes, 0, length);
      return copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /** Begins a COPY … FROM STDIN, which the caller feeds and ends. */
  synchronized CopyIn copyIn(String sql) throws SQLException {
    refuseWhileReading();
    return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
  }

  int backend() throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  int major() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  /** Whether a COPY is still being read. */
  synchronized boolean busy() {
    return reading != null && reading.isActive();
  }

  /** Ends the connection at once, whatever it does; the server rolls back. */
  void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is gone either way.
    }
  }

  /** Ends the connection; what was not committed is rolled back by the server. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

package dev.belay.proof;

import dev.belay.engine.postgresql.PostgresServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A database of a test, of either engine.
 *
 * @param reference as Belay is told of it
 * @param jdbc as the test itself reaches it, past Belay
 */
public record Side(String reference, String jdbc) {
  /**
   * A table that makes a PostgreSQL database large enough for Belay to build its copy aside; there
   * is next to nothing in it to compress, store or send.
   */
  public static final String BALLAST =
      "create table ballast as select repeat('x', 1000000) as filler from generate_series(1, 18)";

  /** A new SQLite file with this journal mode. */
  public static Side sqlite(Path file, String journalMode) throws SQLException {
    Side side = new Side(file.toString(), "jdbc:sqlite:" + file);
    side.sql("PRAGMA journal_mode = " + journalMode);
    return side;
  }

  /** A new database on a server. */
  public static Side postgres(PostgresServers server) {
    String url = server.freshDatabase();
    return new Side(
        url, "jdbc:postgresql://" + url.substring(url.indexOf('@') + 1) + "?user=postgres");
  }

  /**
   * A new database of an engine.
   *
   * @param engine {@code postgresql}, or a SQLite file's journal mode
   * @param directory where a file lies
   */
  public static Side of(String engine, Path directory) throws SQLException {
    return engine.equals("postgresql")
        ? postgres(PostgresServers.V15)
        : sqlite(directory.resolve("app.db"), engine);
  }

  public boolean isSqlite() {
    return jdbc.startsWith("jdbc:sqlite:");
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbc);
  }

  /** Runs statements, each committed by itself. */
  public void sql(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The rows of a query, columns joined by a bar. */
  public List<String> rows(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join("|", row));
      }
      return rows;
    }
  }

  /** All rows of these tables, each with its table's name, sorted. */
  public List<String> content(String... tables) throws SQLException {
    List<String> all = new ArrayList<>();
    for (String table : tables) {
      rows("select * from " + table).forEach(row -> all.add(table + " " + row));
    }
    Collections.sort(all);
    return all;
  }
}

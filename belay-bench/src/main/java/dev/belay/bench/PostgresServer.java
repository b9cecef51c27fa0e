package dev.belay.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A PostgreSQL 15 whose data stay in a directory between runs. It writes as a server does that
 * means it: fsync is on.
 */
final class PostgresServer implements AutoCloseable {
  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  static PostgresServer start(Path data) throws IOException {
    Files.createDirectories(data.getParent());
    return new PostgresServer(
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPGStartupWait(Duration.ofMinutes(2))
            // The builder turns fsync off; what is said later wins.
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "512MB")
            .setServerConfig("max_wal_size", "4GB")
            .setServerConfig("max_connections", "50")
            .start());
  }

  /** As the engines' own tools and Belay take it. */
  String url(String database) {
    return "postgresql://postgres@localhost:" + server.getPort() + "/" + database;
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + server.getPort() + "/" + database, "postgres", "");
  }

  boolean has(String database) throws SQLException {
    try (Connection connection = connect("postgres");
        var query = connection.prepareStatement("select 1 from pg_database where datname = ?")) {
      query.setString(1, database);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  /** An empty database of that name, whatever was there before. */
  void empty(String database) throws SQLException {
    admin("drop database if exists " + database + " with (force)", "create database " + database);
  }

  /** A copy of {@code from}. */
  void copy(String from, String database) throws SQLException {
    admin(
        "drop database if exists " + database + " with (force)",
        "create database " + database + " template " + from + " strategy file_copy");
  }

  void rename(String from, String to) throws SQLException {
    admin("alter database " + from + " rename to " + to);
  }

  private void admin(String... statements) throws SQLException {
    execute("postgres", statements);
  }

  /** Runs these statements in a database, each by itself. */
  void execute(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

package dev.belay.migrations;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for all tests of this module; it ends with the JVM. */
final class Server {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private Server() {}

  /** Started by the first who asks. */
  private static final class Holder {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** An empty database of a test's own. */
  static Database fresh() throws SQLException {
    int port = Holder.SERVER.getPort();
    String name = "t" + DATABASES.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(jdbc(port, "postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return new Database(
        "postgresql://postgres@localhost:%d/%s".formatted(port, name), jdbc(port, name));
  }

  private static String jdbc(int port, String name) {
    return "jdbc:postgresql://localhost:%d/%s?user=postgres".formatted(port, name);
  }

  /**
   * A database.
   *
   * @param url as Belay wants it
   * @param jdbc as migrations want it
   */
  record Database(String url, String jdbc) {}
}

package dev.belay.engine.postgresql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Real PostgreSQL servers for tests: one of each version for the whole JVM, started when first
 * asked for and stopped when the JVM ends. A test takes a fresh database of its own.
 *
 * <pre>
 * String url = PostgresServers.V18.freshDatabase();            // postgresql://postgres@localhost:41234/t7
 * try (Connection connection = PostgresServers.V18.connect(url)) { … }
 * </pre>
 */
@SuppressWarnings("ImmutableEnumChecker") // an enum is what JUnit runs a test over, once a constant
public enum PostgresServers {
  V14(14),
  V15(15),
  V18(18);

  private final int major;
  private final AtomicInteger databases = new AtomicInteger();
  private final Object starting = new Object();
  private @Nullable EmbeddedPostgres server;

  PostgresServers(int major) {
    this.major = major;
  }

  /** The server's major version. */
  public int major() {
    return major;
  }

  /** The server of that major version. */
  public static PostgresServers of(int major) {
    return valueOf("V" + major);
  }

  /** The server's port on localhost; starts it if need be. */
  public int port() {
    return server().getPort();
  }

  /**
   * Creates an empty database in UTF-8 with a linguistic collation where there is one, and gives
   * its URL.
   */
  public String freshDatabase() {
    return freshDatabase("ENCODING 'UTF8'");
  }

  /** Creates an empty database with these options of CREATE DATABASE, and gives its URL. */
  public String freshDatabase(String options) {
    return create("TEMPLATE template0 " + options);
  }

  /**
   * Creates a database that equals this one, down to the numbers of its objects, and gives its URL.
   */
  public String copyOf(String url) {
    return create("TEMPLATE " + url.substring(url.lastIndexOf('/') + 1));
  }

  private String create(String options) {
    String name = "t" + databases.incrementAndGet();
    try (Connection connection = connect(url("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " " + options);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return url(name);
  }

  /** The URL of a database as the superuser. */
  public String url(String database) {
    return "postgresql://postgres@localhost:" + port() + "/" + database;
  }

  /** The same URL as another user. */
  public static String as(String user, String url) {
    return url.replace("//postgres@", "//" + user + "@");
  }

  /** A plain connection for a test's own use. */
  public static Connection connect(String url) throws SQLException {
    String user = url.substring(url.indexOf("//") + 2, url.indexOf('@'));
    String rest = url.substring(url.indexOf('@') + 1);
    return DriverManager.getConnection("jdbc:postgresql://" + rest, user, "");
  }

  /** Runs statements on a database, as they are. */
  public static void run(String url, String... statements) {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private EmbeddedPostgres server() {
    synchronized (starting) {
      if (server != null) {
        return server;
      }
      try {
        EmbeddedPostgres started = start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started)));
        server = started;
        return started;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void stop(EmbeddedPostgres started) {
    try {
      started.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedPostgres start() throws IOException {
    Path target = target();
    // The unpacked server stays for the next run; its data does not.
    File work = target.resolve("pg-servers").resolve(Integer.toString(major)).toFile();
    return EmbeddedPostgres.builder()
        .setPgBinaryResolver((system, machine) -> binary(target, system, machine))
        .setOverrideWorkingDirectory(work)
        .setServerConfig("max_connections", "100")
        .setServerConfig("max_prepared_transactions", "2")
        .setServerConfig("shared_buffers", "64MB")
        .setServerConfig("max_wal_size", "2GB")
        .setServerConfig("autovacuum", "off")
        .setRegisterShutdownHook(false)
        .start();
  }

  private InputStream binary(Path target, String system, String machine) throws IOException {
    Path jar = target.resolve("pg-binaries").resolve(major + ".jar");
    String name = "postgres-%s-%s.txz".formatted(system, machine).toLowerCase(Locale.ROOT);
    try (JarFile file = new JarFile(jar.toFile());
        Stream<java.util.jar.JarEntry> entries = file.stream()) {
      java.util.jar.JarEntry entry =
          entries
              .filter(e -> e.getName().toLowerCase(Locale.ROOT).endsWith(name))
              .findFirst()
              .orElseThrow(() -> new IOException(jar + " has no " + name));
      try (InputStream in = file.getInputStream(entry)) {
        return new java.io.ByteArrayInputStream(in.readAllBytes());
      }
    }
  }

  /** The core module's build folder, whichever module's tests these are. */
  private static Path target() throws IOException {
    for (Path target : new Path[] {Path.of("target"), Path.of("../belay-core/target")}) {
      if (Files.isDirectory(target.resolve("pg-binaries"))) {
        return target.toAbsolutePath().normalize();
      }
    }
    throw new IOException("no pg-binaries: build belay-core's tests with Maven first");
  }
}

package dev.belay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.TimeZone;

/** Belay's command line in a directory of its own, run inside the test's process. */
final class Cli {
  /** Ctrl+C, in what is typed. */
  static final char INTERRUPT = 3;

  final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private String typed = "";
  private boolean terminal;

  Cli(Path directory) {
    this.directory = directory;
    environment.put("HOME", directory.resolve("home").toString());
    environment.put("XDG_CONFIG_HOME", directory.resolve("config").toString());
  }

  /** What one command did. */
  record Result(int exit, String out, String err) {
    JsonNode json() {
      try {
        var parser = new ObjectMapper().createParser(out);
        JsonNode document = parser.readValueAsTree();
        if (document == null || parser.nextToken() != null) {
          throw new AssertionError("not one JSON document: " + out);
        }
        return document;
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + out + err, e);
      }
    }
  }

  Cli with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** The next command runs on a terminal where a person types this. */
  Cli typing(String text) {
    typed = text;
    terminal = true;
    return this;
  }

  Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Interrupts interrupts = new Interrupts();
    Shell shell =
        new Shell(
            environment,
            directory,
            keyboard(interrupts),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            terminal ? Shell.Terminals.ALL : Shell.Terminals.NONE,
            0,
            new Times(Clock.system(ZoneOffset.UTC), TimeZone.getTimeZone("UTC")));
    int exit = Main.run(shell, interrupts, args);
    typed = "";
    terminal = false;
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Gives what is typed; {@link #INTERRUPT} in it is Ctrl+C, and no character. */
  private InputStream keyboard(Interrupts interrupts) {
    return new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public synchronized int read() {
        int b = super.read();
        if (b != INTERRUPT) {
          return b;
        }
        interrupts.request();
        return super.read();
      }

      /** One at a time, so that an interruption comes when its place is read. */
      @Override
      public synchronized int read(byte[] into, int from, int length) {
        int b = length == 0 ? 0 : read();
        if (length == 0 || b < 0) {
          return b;
        }
        into[from] = (byte) b;
        return 1;
      }
    };
  }

  /** Runs a command that is expected to work. */
  Result ok(String... args) {
    Result result = run(args);
    if (result.exit() != 0) {
      throw new AssertionError(String.join(" ", args) + " ended with " + result);
    }
    return result;
  }

  /** Two tables with a reference, 100 and 300 rows. */
  Cli shop() {
    return sql(
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT)",
        "CREATE TABLE orders (id INTEGER PRIMARY KEY,"
            + " customer_id INTEGER NOT NULL REFERENCES customers, total REAL)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
            + " INSERT INTO customers SELECT i, 'name ' || i, 'u' || i || '@example.org' FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
            + " INSERT INTO orders SELECT i, i % 100 + 1, i * 1.5 FROM n");
  }

  /** What a bad deploy does: 2 rows changed, 3 gone, 1 too many. */
  Cli damage() {
    return sql(
        "UPDATE customers SET email = NULL WHERE id IN (7, 8)",
        "DELETE FROM orders WHERE id <= 3",
        "INSERT INTO orders VALUES (1000, 1, 0)");
  }

  Cli sql(String... statements) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("shop.db"));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.executeUpdate(sql);
      }
      connection.commit();
      return this;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

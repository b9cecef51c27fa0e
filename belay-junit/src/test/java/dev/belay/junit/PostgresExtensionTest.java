package dev.belay.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on a PostgreSQL server. */
@Tag("server")
final class PostgresExtensionTest {
  static String url = "";

  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    url = "postgresql://postgres@localhost:%d/postgres".formatted(server.getPort());
    Sql.run(
        url,
        "CREATE TABLE customers(id serial PRIMARY KEY, name text)",
        "CREATE SEQUENCE numbers",
        "INSERT INTO customers(name) VALUES ('Ada'), ('Grace')");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  static final class Sample {
    @RegisterExtension static final BelayExtension db = BelayExtension.of(() -> url);

    @RepeatedTest(3)
    void test() {
      assertThat(Sql.rows(url, "SELECT name FROM customers ORDER BY id"))
          .containsExactly("Ada", "Grace");
      assertThat(Sql.rows(url, "SELECT nextval('numbers')")).containsExactly("1");
      assertThat(Sql.rows(url, "INSERT INTO customers(name) VALUES ('x') RETURNING id"))
          .containsExactly("3");
      Sql.run(url, "DELETE FROM customers WHERE id = 1");
      assertThat(db.changes().tables()).containsExactly("customers");
    }

    @Test
    void changes_nothing() {
      assertThat(db.changes().isEmpty()).isTrue();
    }
  }

  @Test
  void each_test_finds_the_database_as_it_was() {
    assertThat(Run.failures(Run.of(Sample.class))).isEmpty();
    assertThat(Sql.rows(url, "SELECT name FROM customers ORDER BY id"))
        .containsExactly("Ada", "Grace");
  }

  static final class Leaving {
    @RegisterExtension
    static final BelayExtension db = BelayExtension.of(() -> url).patience(Duration.ofMillis(200));

    static Connection left;

    @Test
    void leaves_a_transaction_open() throws SQLException {
      left = Sql.connect(url);
      left.setAutoCommit(false);
      try (Statement statement = left.createStatement()) {
        statement.execute("DELETE FROM customers");
      }
    }
  }

  @Test
  void a_transaction_that_was_left_open_is_told_in_one_line() throws SQLException {
    List<String> failures = Run.failures(Run.of(Leaving.class));
    Leaving.left.close();
    assertThat(failures)
        .first()
        .asString()
        .contains("was not put back after leaves_a_transaction_open()")
        .contains("idle in transaction")
        .contains("on customers")
        .doesNotContain("\n");
  }
}

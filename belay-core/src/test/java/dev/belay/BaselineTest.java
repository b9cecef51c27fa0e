package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.DiffResult.TableDiff;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import dev.belay.model.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A SQLite database that is put back again and again. */
final class BaselineTest {
  private static final String ALL =
      "SELECT 'c', id, name FROM customers UNION ALL SELECT 'o', id, customer FROM orders"
          + " UNION ALL SELECT 's', name, seq FROM sqlite_sequence ORDER BY 1, 2";

  private Workbench bench;

  @BeforeEach
  void database(@TempDir Path directory) throws SQLException {
    bench = new Workbench(directory);
    bench.sql(
        "CREATE TABLE customers(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)",
        "CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers)",
        "INSERT INTO customers(name) VALUES ('Ada'), ('Grace'), ('Edsger')",
        "INSERT INTO orders VALUES (1, 1), (2, 1), (3, 3)");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Baseline baseline(Duration patience, String... tables) {
    BackupRequest all = BackupRequest.of(bench.database.toString());
    BackupRequest request = all.withTables(tables).ofType("test");
    return bench.belay.baseline(request, patience, Progress.NONE);
  }

  private Baseline baseline() {
    return baseline(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "WAL"})
  void rows_and_counters_come_back_as_often_as_one_likes(String journal) throws SQLException {
    bench.sql("PRAGMA journal_mode = " + journal);
    List<String> before = bench.rows(ALL);
    try (Baseline baseline = baseline()) {
      for (int round = 0; round < 3; round++) {
        bench.sql(
            "INSERT INTO customers(name) VALUES ('Alan')",
            "UPDATE customers SET name = 'x' WHERE id = 1",
            "DELETE FROM orders WHERE id = 2");
        assertThat(baseline.reset(Progress.NONE)).isPresent();
        assertThat(bench.rows(ALL)).isEqualTo(before);
      }
    }
  }

  @Test
  void where_nobody_wrote_nothing_is_read_or_done() throws SQLException {
    try (Baseline baseline = baseline()) {
      assertThat(baseline.reset(Progress.NONE)).isEmpty();
      bench.rows(ALL);
      assertThat(baseline.reset(Progress.NONE)).isEmpty();
    }
    assertThat(bench.belay.history()).isEmpty();
  }

  @Test
  void what_somebody_writes_after_it_was_put_back_is_seen_the_next_time() throws SQLException {
    List<String> before = bench.rows(ALL);
    try (Baseline baseline = baseline()) {
      bench.sql("DELETE FROM orders");
      baseline.reset(Progress.NONE);
      bench.sql("DELETE FROM orders");
      baseline.reset(Progress.NONE);
      assertThat(baseline.reset(Progress.NONE)).isEmpty();
      bench.sql("DELETE FROM orders");
      baseline.reset(Progress.NONE);
      assertThat(bench.rows(ALL)).isEqualTo(before);
    }
  }

  @Test
  void it_tells_what_was_done_to_the_rows() throws SQLException {
    try (Baseline baseline = baseline()) {
      assertThat(baseline.changes(Optional.empty(), Progress.NONE).tables()).isEmpty();
      bench.sql(
          "INSERT INTO customers(name) VALUES ('Alan')",
          "UPDATE customers SET name = 'x' WHERE id = 1",
          "DELETE FROM orders WHERE id = 2");
      assertThat(baseline.changes(Optional.empty(), Progress.NONE).tables())
          .containsExactlyInAnyOrder(
              new TableDiff(new TableName("main", "customers"), 1, 1, 0, 2),
              new TableDiff(new TableName("main", "orders"), 0, 0, 1, 2));
    }
  }

  @Test
  void only_the_tables_that_were_asked_for_are_touched() throws SQLException {
    try (Baseline baseline = baseline(Duration.ofSeconds(5), "orders")) {
      bench.sql("UPDATE customers SET name = 'x' WHERE id = 1", "DELETE FROM orders WHERE id = 2");
      RunResult result = baseline.reset(Progress.NONE).orElseThrow();
      assertThat(result.plan().tables()).hasSize(1);
      assertThat(bench.rows("SELECT name FROM customers WHERE id = 1")).containsExactly("x");
      assertThat(bench.rows("SELECT count(*) FROM orders")).containsExactly("3");
    }
  }

  @Test
  void whoever_left_a_transaction_open_is_not_waited_for_for_ever() throws SQLException {
    try (Baseline baseline = baseline(Duration.ofMillis(200));
        Connection left = DriverManager.getConnection("jdbc:sqlite:" + bench.database);
        Statement statement = left.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("DELETE FROM orders");
      assertThatThrownBy(() -> baseline.reset(Progress.NONE))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
          .hasMessageContaining("locked");
      statement.execute("ROLLBACK");
      assertThat(baseline.reset(Progress.NONE)).isEmpty();
    }
  }

  @Test
  void another_file_in_its_place_is_noticed(@TempDir Path elsewhere) throws Exception {
    List<String> before = bench.rows(ALL);
    Path other = elsewhere.resolve("other.db");
    Files.copy(bench.database, other);
    try (Baseline baseline = baseline()) {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other);
          Statement statement = connection.createStatement()) {
        statement.execute("DELETE FROM orders");
      }
      Files.move(other, bench.database, StandardCopyOption.REPLACE_EXISTING);
      assertThat(bench.rows("SELECT count(*) FROM orders")).containsExactly("0");
      baseline.reset(Progress.NONE);
      assertThat(bench.rows(ALL)).isEqualTo(before);
    }
  }

  @Test
  void a_structure_that_changed_is_said() throws SQLException {
    try (Baseline baseline = baseline()) {
      bench.sql("ALTER TABLE orders ADD COLUMN note TEXT", "DELETE FROM orders WHERE id = 2");
      assertThatThrownBy(() -> baseline.reset(Progress.NONE))
          .isInstanceOf(BelayException.class)
          .hasMessageContaining("orders")
          .hasMessageContaining("note");
      assertThat(bench.rows("SELECT count(*) FROM orders")).containsExactly("3");
    }
  }

  @Test
  void a_profile_is_refused() {
    BackupRequest all = BackupRequest.of(bench.database.toString());
    BackupRequest chosen = all.ofType("test").withProfile("config");
    assertThatThrownBy(() -> bench.belay.baseline(chosen, Duration.ofSeconds(1), Progress.NONE))
        .isInstanceOf(BelayException.class)
        .hasMessageContaining("profile");
  }

  @Test
  void a_request_keeps_its_profile_whatever_else_is_said_of_it() {
    RestoreRequest request =
        RestoreRequest.of("latest")
            .withProfile("config")
            .withTables("orders")
            .withDatabase("other.db")
            .withMode(Mode.MERGE);
    assertThat(request.profile()).contains("config");
    assertThat(request.mode()).isEqualTo(Mode.MERGE);
  }
}

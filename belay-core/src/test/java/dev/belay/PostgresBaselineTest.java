package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan.PlannedTable;
import dev.belay.model.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A PostgreSQL database that is put back again and again: every change is noticed. */
@Tag("server")
final class PostgresBaselineTest {
  private static final List<String> CHANGES =
      List.of(
          "INSERT INTO a(t) VALUES ('new')",
          "UPDATE a SET t = t || '!' WHERE id % 3 = 0",
          "UPDATE a SET t = 'other' WHERE id = 5",
          "DELETE FROM a WHERE id > 8",
          "DELETE FROM a WHERE id = 1; INSERT INTO a VALUES (1, 'again')",
          "TRUNCATE a",
          "TRUNCATE a, b RESTART IDENTITY",
          "BEGIN; SAVEPOINT s; INSERT INTO a(t) VALUES ('deep'); RELEASE s; COMMIT",
          "BEGIN; INSERT INTO a(t) VALUES ('gone'); ROLLBACK",
          "BEGIN; DELETE FROM a; ROLLBACK",
          "DELETE FROM b WHERE n = 3",
          "INSERT INTO b VALUES (99, 'sad')",
          "SELECT nextval('loose')",
          "SELECT setval('a_id_seq', 1000)",
          "UPDATE big SET n = -n WHERE n % 100 = 0",
          "VACUUM FULL a",
          "VACUUM (FREEZE) a, b, big",
          "SELECT count(*) FROM big",
          "SELECT * FROM a ORDER BY id FOR UPDATE");

  private static List<String> all(String url) throws SQLException {
    List<String> rows = new ArrayList<>();
    for (String query :
        List.of(
            "SELECT * FROM a ORDER BY id",
            "SELECT * FROM b ORDER BY n",
            "SELECT count(*), sum(n) FROM big",
            "SELECT last_value, is_called FROM a_id_seq",
            "SELECT last_value, is_called FROM loose")) {
      try (Connection connection = PostgresServers.connect(url);
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(query)) {
        while (result.next()) {
          rows.add(result.getString(1) + "|" + result.getString(2));
        }
      }
    }
    return rows;
  }

  private static String database(PostgresServers server) {
    String url = server.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE TABLE a(id serial PRIMARY KEY, t text)",
        "CREATE TABLE b(n int PRIMARY KEY, m mood)",
        "CREATE TABLE big(n int PRIMARY KEY)",
        "CREATE SEQUENCE loose",
        "INSERT INTO a(t) SELECT 'row ' || g FROM generate_series(1, 10) g",
        "INSERT INTO b SELECT g, 'ok' FROM generate_series(1, 5) g",
        "INSERT INTO big SELECT g FROM generate_series(1, 1000) g");
    return url;
  }

  private static Belay belay(Path directory) {
    return Belay.open(Workbench.settings(directory.resolve("repo"), Map.of()));
  }

  private static Baseline baseline(Belay belay, String url, Duration patience) {
    return belay.baseline(BackupRequest.of(url), patience, Progress.NONE);
  }

  @ParameterizedTest
  @EnumSource(
      value = PostgresServers.class,
      names = {"V14", "V18"})
  void every_way_to_change_rows_and_counters_is_taken_back(
      PostgresServers server, @TempDir Path directory) throws SQLException {
    String url = database(server);
    List<String> before = all(url);
    Random random = new Random(7);
    try (Belay belay = belay(directory);
        Baseline baseline = baseline(belay, url, Duration.ofSeconds(5))) {
      for (String change : CHANGES) {
        PostgresServers.run(url, change);
        baseline.reset(Progress.NONE);
        assertThat(all(url)).as(change).isEqualTo(before);
      }
      for (int round = 0; round < 25; round++) {
        List<String> done = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          done.add(CHANGES.get(random.nextInt(CHANGES.size())));
        }
        PostgresServers.run(url, done.toArray(String[]::new));
        baseline.reset(Progress.NONE);
        assertThat(all(url)).as(done.toString()).isEqualTo(before);
      }
    }
  }

  @Test
  void tables_that_nobody_changed_are_not_read(@TempDir Path directory) {
    String url = database(PostgresServers.V18);
    List<String> read = new ArrayList<>();
    try (Belay belay = belay(directory);
        Baseline baseline = baseline(belay, url, Duration.ofSeconds(5))) {
      PostgresServers.run(url, "UPDATE b SET m = 'sad' WHERE n = 2");
      baseline.reset(new TablesRead(read));
      assertThat(read).containsOnly("b");
      read.clear();
      PostgresServers.run(url, "BEGIN; INSERT INTO a(t) VALUES ('x'); ROLLBACK");
      assertThat(baseline.reset(new TablesRead(read)).orElseThrow().plan().tables())
          .noneMatch(PlannedTable::changes);
      assertThat(read).containsOnly("b");
      read.clear();
      assertThat(baseline.reset(new TablesRead(read))).isEmpty();
      assertThat(read).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'",
        "ALTER TABLE a DROP COLUMN t; ALTER TABLE a ADD COLUMN t text DEFAULT 'same name'"
      })
  void what_changes_values_without_touching_a_row_is_noticed(String change, @TempDir Path directory)
      throws SQLException {
    String url = database(PostgresServers.V18);
    List<String> before = all(url);
    try (Belay belay = belay(directory);
        Baseline baseline = baseline(belay, url, Duration.ofSeconds(5))) {
      PostgresServers.run(url, change);
      try {
        baseline.reset(Progress.NONE);
        assertThat(all(url)).isEqualTo(before);
      } catch (BelayException e) {
        assertThat(e).hasMessageContaining("mood");
      }
    }
  }

  @Test
  void whoever_left_a_transaction_open_is_named(@TempDir Path directory) throws SQLException {
    String url = database(PostgresServers.V18);
    try (Belay belay = belay(directory);
        Baseline baseline = baseline(belay, url, Duration.ofMillis(200));
        Connection left = PostgresServers.connect(url);
        Statement statement = left.createStatement()) {
      left.setAutoCommit(false);
      statement.execute("DELETE FROM b WHERE n = 1");
      assertThatThrownBy(() -> baseline.reset(Progress.NONE))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
          .hasMessageContaining("idle in transaction")
          .hasMessageContaining("on b");
      left.rollback();
      baseline.reset(Progress.NONE);
    }
  }

  private record TablesRead(List<String> names) implements Progress {
    @Override
    public void phase(String name) {}

    @Override
    public synchronized void table(dev.belay.model.TableName table, long expectedBytes) {
      names.add(table.toString());
    }

    @Override
    public void advance(dev.belay.model.TableName table, long rows, long bytes) {}

    @Override
    public boolean cancelled() {
      return false;
    }
  }
}

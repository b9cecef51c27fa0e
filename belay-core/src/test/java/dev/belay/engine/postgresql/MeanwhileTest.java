package dev.belay.engine.postgresql;

import static dev.belay.engine.postgresql.Postgres.database;
import static dev.belay.engine.postgresql.Postgres.query;
import static dev.belay.engine.postgresql.Postgres.rows;
import static dev.belay.engine.postgresql.Postgres.stage;
import static dev.belay.engine.postgresql.Postgres.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Change;
import dev.belay.engine.Database;
import dev.belay.engine.Database.Outcome;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.postgresql.Postgres.Staged;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others do to the server while a change goes on is told, or known afterwards. */
@Tag("server")
final class MeanwhileTest {
  @ParameterizedTest
  @EnumSource
  void a_transaction_whose_session_was_ended_is_known_as_rolled_back(PostgresServers server)
      throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(url, "CREATE TABLE t (id int PRIMARY KEY)");
    Database database = database(url);
    String mark;
    try (Change change = database.change(ReadOptions.DEFAULT)) {
      change.lock(List.of(table(change, "t")));
      stage(change, new Staged("t", "+1"));
      change.apply();
      mark = change.commitMark();
      PostgresServers.run(
          url,
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'belay' AND datname = current_database()");
      assertThatThrownBy(change::commit)
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE));
    }
    assertThat(database.outcome(mark)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(database(server.freshDatabase()).outcome(mark)).isEqualTo(Outcome.UNKNOWN);
    assertThat(rows(url, "t")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void who_is_waited_for_is_named(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(url, "CREATE TABLE t (id int PRIMARY KEY)");
    try (Connection other = PostgresServers.connect(url);
        Statement statement = other.createStatement();
        Change change = database(url).change(new ReadOptions(Duration.ofMillis(100), 1))) {
      other.setAutoCommit(false);
      statement.execute("SET application_name = 'nightly import'");
      statement.execute("INSERT INTO t VALUES (1)");
      String pid =
          query(
                  url,
                  "SELECT pid FROM pg_stat_activity WHERE application_name = 'nightly import' AND datname = current_database()")
              .get(0);
      assertThatThrownBy(() -> change.lock(List.of(table(change, "t"))))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
          .hasMessageContaining("process " + pid)
          .hasMessageContaining("nightly import")
          .hasMessageContaining("user postgres");
    }
  }

  @ParameterizedTest
  @EnumSource
  void who_holds_a_row_that_is_to_be_changed_is_named(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(
        url, "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)", "ANALYZE t");
    try (Connection other = PostgresServers.connect(url);
        Statement statement = other.createStatement();
        Change change = database(url).change(new ReadOptions(Duration.ofMillis(100), 1))) {
      other.setAutoCommit(false);
      statement.execute("SET application_name = 'nightly import'");
      statement.execute("SELECT id FROM t FOR UPDATE");
      change.lock(List.of(table(change, "t")));
      stage(change, new Staged("t", "-1"));
      assertThatThrownBy(change::apply)
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
          .hasMessageContaining("nightly import")
          .hasMessageContaining("holds RowShareLock on t");
    }
    assertThat(rows(url, "t")).containsExactly("1");
  }

  @ParameterizedTest
  @EnumSource
  void a_structure_that_changed_while_waiting_makes_the_plan_stale(PostgresServers server)
      throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(url, "CREATE TABLE t (id int PRIMARY KEY)");
    try (Change change = database(url).change(ReadOptions.DEFAULT)) {
      Table t = table(change, "t");
      PostgresServers.run(url, "ALTER TABLE t ADD COLUMN v text");
      assertThatThrownBy(() -> change.lock(List.of(t)))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_PLAN));
    }
  }
}

package dev.belay.engine.postgresql;

import static dev.belay.engine.postgresql.Postgres.database;
import static dev.belay.engine.postgresql.Postgres.lines;
import static dev.belay.engine.postgresql.Postgres.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Database;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
final class ReadingTest {
  @ParameterizedTest
  @EnumSource
  void tables_of_all_kinds_are_read_in_identity_order(PostgresServers server) throws IOException {
    String url = server.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE plain (id int PRIMARY KEY, name text)",
        "INSERT INTO plain VALUES (10, 'ten'), (9, 'tab\there'), (-1, NULL), (2, '')",
        "CREATE TABLE \"Select\" (\"From\" text PRIMARY KEY, \"a\"\"b\" int GENERATED ALWAYS AS (1) STORED)",
        "INSERT INTO \"Select\" VALUES ('b'), ('A'), ('a'), ('é'), ('B'), (E'\\\\'), ('a b'), ('ab')",
        "CREATE TABLE loose (a text, b numeric, c int)",
        "INSERT INTO loose VALUES ('x', 1.0, 2), (NULL, 1.00, 1), ('x', 1.0, 2), ('', NULL, NULL), ('x', 10, NULL)",
        "CREATE TABLE parted (k int, v text, PRIMARY KEY (k)) PARTITION BY RANGE (k)",
        "CREATE TABLE part1 PARTITION OF parted FOR VALUES FROM (0) TO (10)",
        "INSERT INTO parted VALUES (1, 'one')",
        "CREATE TABLE base (id int PRIMARY KEY)",
        "CREATE TABLE derived (extra int) INHERITS (base)",
        "INSERT INTO base VALUES (1)",
        "INSERT INTO derived VALUES (2, 3)",
        "CREATE SCHEMA other",
        "CREATE UNLOGGED TABLE other.money_of (n numeric(10,2) PRIMARY KEY, u uuid UNIQUE)",
        "INSERT INTO other.money_of VALUES (10, NULL), (9.5, NULL), ('NaN', NULL), (-3, NULL)");
    try (LiveDataset moment = database(url).read(ReadOptions.DEFAULT)) {
      assertThat(moment.catalog().tables())
          .extracting(t -> t.name().toString())
          .containsExactlyInAnyOrder(
              "plain", "Select", "loose", "part1", "base", "derived", "other.money_of");
      assertThat(lines(moment, "plain"))
          .containsExactly("-1\t\\N", "2\t", "9\ttab\\there", "10\tten");
      assertThat(lines(moment, "Select"))
          .containsExactly("A", "B", "\\\\", "a", "a b", "ab", "b", "é");
      assertThat(lines(moment, "loose"))
          .containsExactly("\\N\t1.00\t1", "\t\\N\t\\N", "x\t1.0\t2", "x\t1.0\t2", "x\t10\t\\N");
      assertThat(lines(moment, "part1")).containsExactly("1\tone");
      assertThat(lines(moment, "base")).containsExactly("1");
      assertThat(lines(moment, "derived")).containsExactly("2\t3");
      assertThat(lines(moment, "other.money_of"))
          .containsExactly("-3.00\t\\N", "9.50\t\\N", "10.00\t\\N", "NaN\t\\N");
      Table select = table(moment, "Select");
      assertThat(select.key()).containsExactly("From");
      assertThat(select.stored()).hasSize(1);
      assertThat(table(moment, "loose").key()).isEmpty();
      assertThat(table(moment, "other.money_of").otherUnique()).isTrue();
      assertThat(table(moment, "plain").otherUnique()).isFalse();
      assertThat(table(moment, "other.money_of").columns().get(0).form()).isEqualTo(Form.DECIMAL);
    }
  }

  @ParameterizedTest
  @EnumSource
  void counters_know_what_they_number(PostgresServers server) throws IOException {
    String url = server.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE a (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY)",
        "INSERT INTO a DEFAULT VALUES",
        "CREATE SEQUENCE alone START 5");
    try (LiveDataset moment = database(url).read(ReadOptions.DEFAULT)) {
      Optional<TableName> a = Optional.of(new TableName("public", "a"));
      assertThat(moment.counters())
          .containsExactly(
              new Counter(new TableName("public", "a_id_seq"), a, "id", 1, true),
              new Counter(new TableName("public", "a_n_seq"), a, "n", 1, true),
              new Counter(new TableName("public", "alone"), Optional.empty(), "", 5, false));
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_this_user_may_not_see_is_refused_by_name(PostgresServers server) throws IOException {
    String url = server.freshDatabase();
    String user = "reader_" + url.substring(url.lastIndexOf('/') + 1);
    PostgresServers.run(
        url,
        "CREATE ROLE " + user + " LOGIN",
        "CREATE TABLE secret (id int)",
        "CREATE TABLE hidden (id int)",
        "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY",
        "GRANT SELECT ON hidden TO " + user);
    Database asReader = database(PostgresServers.as(user, url));
    try (LiveDataset live = asReader.read(ReadOptions.DEFAULT)) {
      List<Table> tables = live.catalog().tables();
      assertThatThrownBy(() -> live.requireExact(tables))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
          .hasMessageContaining("secret");
      assertThat(live.warnings()).anyMatch(warning -> warning.contains("secret"));
    }
    PostgresServers.run(url, "GRANT SELECT ON secret TO " + user);
    try (LiveDataset live = asReader.read(ReadOptions.DEFAULT)) {
      Table hidden = live.catalog().table(new TableName("public", "hidden")).orElseThrow();
      assertThatThrownBy(() -> live.rows(hidden))
          .isInstanceOf(BelayException.class)
          .hasMessageContaining("row security")
          .hasMessageContaining("hidden");
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_can_not_be_carried_is_refused_by_name(PostgresServers server) throws IOException {
    String url = server.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE odd (id int, f regproc)",
        "CREATE TABLE bare ()",
        "INSERT INTO bare DEFAULT VALUES",
        "CREATE TABLE barren ()",
        "CREATE TABLE good (id int)");
    try (LiveDataset live = database(url).read(ReadOptions.DEFAULT)) {
      List<Table> tables = live.catalog().tables();
      assertThatThrownBy(() -> live.requireExact(tables))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_EXACT))
          .hasMessageContaining("odd.f")
          .hasMessageContaining("bare has rows")
          .message()
          .doesNotContain("barren", "good");
      Table odd = live.catalog().table(new TableName("public", "odd")).orElseThrow();
      assertThatThrownBy(() -> live.rows(odd)).hasMessageContaining("odd.f");
    }
    PostgresServers.run(url, "DROP TABLE odd", "SELECT lo_create(0)");
    assertThatThrownBy(() -> database(url).read(ReadOptions.DEFAULT))
        .hasMessageContaining("1 large objects");
  }

  @ParameterizedTest
  @EnumSource
  void ddl_is_captured_where_a_client_fits(PostgresServers server) throws IOException {
    String url = server.freshDatabase();
    PostgresServers.run(url, "CREATE TABLE a (id int PRIMARY KEY)", "CREATE INDEX later ON a (id)");
    try (LiveDataset moment = database(url).read(ReadOptions.DEFAULT)) {
      Scripts scripts = moment.scripts();
      if (scripts.complete()) {
        assertThat(scripts.before()).contains("CREATE TABLE public.a").doesNotContain("\\restrict");
        assertThat(scripts.after()).contains("CREATE INDEX later");
      } else {
        assertThat(scripts.missing()).contains("pg_dump " + server.major() + " or newer");
      }
      assertThat(scripts.complete() || server.major() > 15).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_moment_stays_while_others_write(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(
        url, "CREATE TABLE a (id int)", "CREATE TABLE b (id int)", "INSERT INTO a VALUES (1)");
    try (LiveDataset moment = database(url).read(new ReadOptions(Duration.ofSeconds(5), 2))) {
      PostgresServers.run(url, "INSERT INTO b SELECT id FROM a", "DELETE FROM a");
      try (RowStream a = moment.rows(table(moment, "a"));
          RowStream b = moment.rows(table(moment, "b"))) {
        assertThat(a.next()).isTrue();
        assertThat(b.next()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_lock_that_does_not_come_is_told_after_the_patience(PostgresServers server)
      throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(url, "CREATE TABLE a (id int)");
    try (java.sql.Connection holder = PostgresServers.connect(url);
        java.sql.Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE a IN ACCESS EXCLUSIVE MODE");
      assertThatThrownBy(() -> database(url).read(new ReadOptions(Duration.ofMillis(50), 1)))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
          .hasMessageContaining("holds AccessExclusiveLock on a");
    }
  }

  @Test
  void a_column_that_older_rows_may_leave_empty_identifies_no_row() throws Exception {
    String url = PostgresServers.V18.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE late (a int UNIQUE); INSERT INTO late VALUES (NULL), (NULL), (1)",
        "ALTER TABLE late ADD NOT NULL a NOT VALID");
    try (LiveDataset live = database(url).read(ReadOptions.DEFAULT)) {
      assertThat(table(live, "late").key()).isEmpty();
      assertThat(table(live, "late").column("a").orElseThrow().nullable()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_prepared_transaction_that_holds_a_lock_is_named(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(url, "CREATE TABLE a (id int)");
    String gid = "left over " + url.substring(url.lastIndexOf('/') + 1);
    PostgresServers.run(
        url, "BEGIN; LOCK TABLE a IN ACCESS EXCLUSIVE MODE; PREPARE TRANSACTION '" + gid + "'");
    try {
      assertThatThrownBy(() -> database(url).read(new ReadOptions(Duration.ofMillis(50), 1)))
          .isInstanceOfSatisfying(
              BelayException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
                assertThat(e.hint())
                    .contains("ROLLBACK PREPARED")
                    .doesNotContain("pg_terminate_backend");
              })
          .hasMessageContaining("the prepared transaction '" + gid + "'")
          .hasMessageContaining("holds AccessExclusiveLock on a");
    } finally {
      PostgresServers.run(url, "ROLLBACK PREPARED '" + gid + "'");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_database_that_is_not_there_does_not_exist(PostgresServers server) throws IOException {
    assertThat(database(server.url("nowhere")).exists()).isFalse();
    assertThat(database(server.url("postgres")).exists()).isTrue();
    assertThatThrownBy(() -> database(server.url("nowhere")).read(ReadOptions.DEFAULT))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE));
    assertThatThrownBy(
            () -> database("postgresql://postgres@localhost:1/x").read(ReadOptions.DEFAULT))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE))
        .hasMessageContaining("localhost:1/x");
  }
}

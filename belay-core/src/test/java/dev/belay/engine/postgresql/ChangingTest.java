package dev.belay.engine.postgresql;

import static dev.belay.engine.postgresql.Postgres.change;
import static dev.belay.engine.postgresql.Postgres.database;
import static dev.belay.engine.postgresql.Postgres.query;
import static dev.belay.engine.postgresql.Postgres.role;
import static dev.belay.engine.postgresql.Postgres.rows;
import static dev.belay.engine.postgresql.Postgres.stage;
import static dev.belay.engine.postgresql.Postgres.states;
import static dev.belay.engine.postgresql.Postgres.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Change;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Stage;
import dev.belay.engine.postgresql.Postgres.Staged;
import dev.belay.model.BelayException;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
final class ChangingTest {
  @ParameterizedTest
  @EnumSource
  void what_is_equal_in_all_updated_rows_stays_where_it_lies(PostgresServers server)
      throws Exception {
    for (String unique : List.of("", ", UNIQUE (email)")) {
      String url = server.freshDatabase();
      PostgresServers.run(
          url,
          "CREATE TABLE page (id int PRIMARY KEY, email text, name text, body text" + unique + ")",
          "ALTER TABLE page ALTER body SET STORAGE EXTERNAL",
          "INSERT INTO page SELECT i, i || '@x', 'n' || i, repeat('b', 9000) FROM generate_series(1, 3) i");
      List<String> large = query(url, large(url));
      assertThat(large).hasSize(3);

      assertThat(update(url, row(1, "1@x", "new"), row(1, "1@x", "n1"))).isEqualTo(1);
      assertThat(query(url, "SELECT name FROM page ORDER BY id"))
          .containsExactly("new", "n2", "n3");
      assertThat(query(url, large(url))).isEqualTo(large);

      // Two that change places in what may be unique.
      String[] there = {row(1, "1@x", "new"), row(2, "2@x", "n2")};
      assertThat(update(url, row(1, "2@x", "new"), there[0], row(2, "1@x", "n2"), there[1]))
          .isEqualTo(2);
      assertThat(query(url, "SELECT email FROM page ORDER BY id"))
          .containsExactly("2@x", "1@x", "3@x");
      assertThat(query(url, "SELECT length(body)::text FROM page"))
          .containsExactly("9000", "9000", "9000");
    }
  }

  private static String row(int id, String email, String name) {
    return "%d\t%s\t%s\t%s\n".formatted(id, email, name, "b".repeat(9000));
  }

  /** The numbers of the values that lie beside the table's rows. */
  private static String large(String url) throws SQLException {
    return "SELECT DISTINCT chunk_id::text FROM %s ORDER BY 1"
        .formatted(
            query(url, "SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = 'page'")
                .get(0));
  }

  /** Updates rows of {@code page}: each new version is followed by the one that is there. */
  private static long update(String url, String... rows) throws IOException {
    try (Change change = database(url).change(ReadOptions.DEFAULT)) {
      Table table = table(change, "page");
      change.lock(List.of(table));
      try (Stage stage = change.stage(table, table.stored())) {
        for (int i = 0; i < rows.length; i += 2) {
          byte[] line = rows[i].getBytes(StandardCharsets.UTF_8);
          byte[] live = rows[i + 1].getBytes(StandardCharsets.UTF_8);
          stage.update(line, 0, line.length, live, 0, live.length);
        }
      }
      long updated = change.apply().get(0).updated();
      change.commitMark();
      change.commit();
      return updated;
    }
  }

  @ParameterizedTest
  @EnumSource
  void identities_keep_their_values_even_in_updates(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    String user = role(url, "owner");
    PostgresServers.run(url, "GRANT CREATE ON SCHEMA public TO " + user);
    String asOwner = PostgresServers.as(user, url);
    PostgresServers.run(
        asOwner,
        "CREATE TABLE t (k text PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, g int GENERATED ALWAYS AS (n + 1) STORED)",
        "INSERT INTO t (k) VALUES ('a'), ('b')");
    List<String> before = states(url);
    change(asOwner, new Staged("t", "~a\t7", "+c\t9"));
    assertThat(rows(url, "t")).containsExactly("a\t7", "b\t2", "c\t9");
    change(url, new Staged("t", "~a\t8", "-c\t9"));
    assertThat(query(url, "SELECT g FROM t ORDER BY k")).containsExactly("9", "3");
    assertThat(states(url)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void deferrable_constraints_are_still_kept(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO t VALUES (1, 1), (2, 2)");
    List<String> before = states(url);
    change(url, new Staged("t", "~1\t2", "~2\t1"));
    assertThat(states(url)).isEqualTo(before);
    assertThatThrownBy(() -> change(url, new Staged("t", "+3\t1"))).hasMessageContaining("t_u_key");
    assertThat(rows(url, "t")).containsExactly("1\t2", "2\t1");
  }

  @ParameterizedTest
  @EnumSource
  void a_reference_to_a_partitioned_table_is_checked_against_all_of_it(PostgresServers server)
      throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)",
        "CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p)",
        "INSERT INTO p VALUES (1, 'a'), (11, 'b')",
        "INSERT INTO c VALUES (1, 1), (2, 11)");
    try (Change change = database(url).change(ReadOptions.DEFAULT)) {
      Table c = table(change, "c");
      Table p1 = table(change, "p1");
      ForeignKey key = c.foreignKeys().get(0);
      assertThat(c.foreignKeys()).hasSize(1);
      assertThat(key.target()).isEqualTo(new TableName("public", "p"));
      change.lock(List.of(c, p1, table(change, "p2")));
      stage(change, new Staged("p1", "+2\tc", "-1\ta"));
      stage(change, new Staged("p2", "+12\td"));
      stage(change, new Staged("c", "+3\t2", "+4\t11", "+5\t12", "+6\t13"));
      assertThat(change.missingParents(c, key, p1)).isEqualTo(1);
      assertThat(change.orphans(c, key, p1)).isEqualTo(1);
      change.apply();
      assertThat(change.broken(c, key, p1)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void keys_that_the_server_calls_equal_are_told_apart_by_their_text(PostgresServers server)
      throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE t (i interval PRIMARY KEY, v text)",
        "INSERT INTO t VALUES ('1 mon', 'a'), ('1 day', 'b')",
        "CREATE TABLE n (d numeric PRIMARY KEY, v text)",
        "INSERT INTO n VALUES (1.0, 'a')");
    change(url, new Staged("t", "-1 mon\ta", "+30 days\tc"), new Staged("n", "~1.00\tb"));
    assertThat(rows(url, "t")).containsExactly("1 day\tb", "30 days\tc");
    assertThat(rows(url, "n")).containsExactly("1.00\tb");
  }

  @ParameterizedTest
  @EnumSource
  void odd_names_are_no_trouble(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE SCHEMA \"My \"\"Schema\"",
        "CREATE TABLE \"My \"\"Schema\".\"select ?\" (\"order\" text, \"a.b\" text, belay_op int, s int, PRIMARY KEY (\"order\"))",
        "INSERT INTO \"My \"\"Schema\".\"select ?\" VALUES ('x', 'y', 1, 2)",
        "CREATE TABLE \"no key\" (l text, \"c\"\"d\" int, s text)",
        "INSERT INTO \"no key\" VALUES ('a', 1, 'b'), ('a', 1, 'b')");
    change(
        url,
        new Staged("My \"Schema.select ?", "~x\tz\t3\t4", "+ä\t\\N\t\\N\t1"),
        new Staged("no key", "-a\t1\tb", "+\\N\t\\N\t\\N"));
    assertThat(rows(url, "My \"Schema.select ?")).containsExactly("x\tz\t3\t4", "ä\t\\N\t\\N\t1");
    assertThat(rows(url, "no key")).containsExactly("\\N\t\\N\t\\N", "a\t1\tb");
  }

  @ParameterizedTest
  @EnumSource
  void a_counter_goes_back_with_the_transaction(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(
        url, "CREATE SEQUENCE s MAXVALUE 100 CYCLE", "SELECT nextval('s')", "SELECT nextval('s')");
    TableName name = new TableName("public", "s");
    Counter full = new Counter(name, Optional.empty(), "", 100, true);
    try (Change change = database(url).change(ReadOptions.DEFAULT)) {
      change.lock(List.of());
      change.counters(List.of(full), List.of());
    }
    assertThat(counters(url)).containsExactly(new Counter(name, Optional.empty(), "", 2, true));
    try (Change change = database(url).change(ReadOptions.DEFAULT)) {
      change.lock(List.of());
      change.counters(List.of(full), List.of());
      change.commitMark();
      change.commit();
    }
    assertThat(counters(url)).containsExactly(full);
    assertThat(query(url, "SELECT nextval('s')")).containsExactly("1");
  }

  private static List<Counter> counters(String url) throws IOException {
    try (LiveDataset moment = database(url).read(ReadOptions.DEFAULT)) {
      return moment.counters();
    }
  }

  @ParameterizedTest
  @EnumSource
  void constraints_may_call_functions_that_need_the_users_search_path(PostgresServers server)
      throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE allowed (v int)",
        "INSERT INTO allowed VALUES (1), (2)",
        "CREATE FUNCTION ok(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN EXISTS (SELECT 1 FROM allowed WHERE v = $1); END'",
        "CREATE TABLE t (id int PRIMARY KEY, v int CHECK (ok(v)))",
        "CREATE TABLE u (id int PRIMARY KEY, v int CHECK (ok(v)))",
        "INSERT INTO t VALUES (1, 1)");
    change(url, new Staged("t", "~1\t2", "+2\t1"));
    assertThat(rows(url, "t")).containsExactly("1\t2", "2\t1");
    try (Change change = database(url).change(ReadOptions.DEFAULT)) {
      Table u = table(change, "u");
      change.lock(List.of(u));
      try (Stage stage = change.bulk(u, u.stored())) {
        stage.insert("1\t2\n".getBytes(StandardCharsets.UTF_8), 0, 4);
      }
      change.apply();
      change.commit();
    }
    assertThat(rows(url, "u")).containsExactly("1\t2");
  }

  @ParameterizedTest
  @EnumSource
  void rows_that_stay_and_are_in_the_way_are_a_refusal(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(
        url, "CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE)", "INSERT INTO t VALUES (1, 1)");
    assertThatThrownBy(() -> change(url, new Staged("t", "+2\t1")))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("t_u_key");
  }

  @Test
  void periods_and_virtual_columns_of_18_are_understood() throws Exception {
    String url = PostgresServers.V18.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE room (id int4range, during daterange, PRIMARY KEY (id, during WITHOUT OVERLAPS))",
        "CREATE TABLE stay (n int PRIMARY KEY, id int4range, during daterange, v int GENERATED ALWAYS AS (n * 2) VIRTUAL, FOREIGN KEY (id, PERIOD during) REFERENCES room (id, PERIOD during))",
        "CREATE TABLE lax (n int PRIMARY KEY REFERENCES stay NOT ENFORCED)",
        "INSERT INTO room VALUES ('[1,1]', '[2020-01-01,2020-02-01)'), ('[1,1]', '[2020-02-01,2020-03-01)')",
        "INSERT INTO stay VALUES (1, '[1,1]', '[2020-01-15,2020-02-15)')");
    try (Change change = database(url).change(ReadOptions.DEFAULT)) {
      Table room = table(change, "room");
      Table stay = table(change, "stay");
      ForeignKey key = stay.foreignKeys().get(0);
      assertThat(room.key()).isEmpty();
      assertThat(table(change, "lax").foreignKeys()).isEmpty();
      assertThat(stay.stored()).hasSize(3);
      change.lock(List.of(room, stay));
      stage(change, new Staged("room", "-[1,2)\t[2020-02-01,2020-03-01)"));
      stage(change, new Staged("stay", "+2\t[1,2)\t[2020-01-02,2020-01-03)"));
      assertThat(change.orphans(stay, key, room)).isEqualTo(1);
      assertThat(change.missingParents(stay, key, room)).isZero();
      change.apply();
      assertThat(change.broken(stay, key, room)).isEqualTo(1);
    }
  }
}

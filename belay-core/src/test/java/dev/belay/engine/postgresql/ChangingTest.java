package dev.belay.engine.postgresql;

import static dev.belay.engine.postgresql.ReadingTest.database;
import static dev.belay.engine.postgresql.ReadingTest.lines;
import static dev.belay.engine.postgresql.ReadingTest.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Change;
import dev.belay.engine.Database;
import dev.belay.engine.Database.Outcome;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Stage;
import dev.belay.model.BelayException;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is PostgreSQL's own in changing rows; the rest is in the engines' contract. */
@Tag("server")
final class ChangingTest {
  /** A table and lines for it: {@code +} inserts, {@code ~} updates, {@code -} deletes. */
  private record Staged(String table, String... lines) {}

  private static void stage(Change change, Staged staged) throws IOException {
    Table table = table(change, staged.table);
    try (Stage stage = change.stage(table, table.stored())) {
      for (String line : staged.lines) {
        byte[] bytes = (line.substring(1) + "\n").getBytes(StandardCharsets.UTF_8);
        switch (line.charAt(0)) {
          case '+' -> stage.insert(bytes, 0, bytes.length);
          case '~' -> stage.update(bytes, 0, bytes.length);
          default -> stage.delete(bytes, 0, bytes.length);
        }
      }
    }
  }

  private static List<Change.Applied> change(String url, Staged... all) throws IOException {
    try (Change change = database(url).change(ReadOptions.DEFAULT)) {
      List<Table> tables = new ArrayList<>();
      for (Staged staged : all) {
        tables.add(table(change, staged.table));
      }
      change.lock(tables);
      for (Staged staged : all) {
        stage(change, staged);
      }
      List<Change.Applied> applied = change.apply();
      for (Table table : tables) {
        assertThat(change.undeleted(table)).isZero();
      }
      change.commitMark();
      change.commit();
      return applied;
    }
  }

  private static List<String> rows(String url, String table) throws IOException {
    try (LiveDataset moment = database(url).read(ReadOptions.DEFAULT)) {
      return lines(moment, table);
    }
  }

  private static List<String> query(String url, String sql) throws SQLException {
    try (Connection connection = PostgresServers.connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }

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

  private static final String STATES =
      """
      SELECT format('%s.%s=%s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
      UNION ALL SELECT format('%s %s %s', conname, condeferrable, condeferred) FROM pg_constraint
      UNION ALL SELECT format('%s=%s', rulename, ev_enabled) FROM pg_rewrite WHERE ev_class >= 16384
      UNION ALL SELECT format('%s=%s', attname, attidentity) FROM pg_attribute WHERE attrelid >= 16384
      ORDER BY 1
      """;

  private static final String FAMILY =
      """
      CREATE TABLE log (what text);
      CREATE TABLE parent (id int PRIMARY KEY, name text);
      CREATE TABLE child (id int PRIMARY KEY, parent_id int REFERENCES parent ON DELETE CASCADE, v text);
      CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO public.log VALUES (TG_NAME); RETURN NULL; END $$;
      CREATE TRIGGER origin AFTER INSERT OR UPDATE OR DELETE ON parent FOR EACH ROW EXECUTE FUNCTION noted();
      CREATE TRIGGER always AFTER INSERT OR UPDATE OR DELETE ON parent FOR EACH ROW EXECUTE FUNCTION noted();
      CREATE TRIGGER replica AFTER INSERT OR UPDATE OR DELETE ON parent FOR EACH ROW EXECUTE FUNCTION noted();
      CREATE TRIGGER disabled AFTER INSERT OR UPDATE OR DELETE ON parent FOR EACH STATEMENT EXECUTE FUNCTION noted();
      ALTER TABLE parent ENABLE ALWAYS TRIGGER always;
      ALTER TABLE parent ENABLE REPLICA TRIGGER replica;
      ALTER TABLE parent DISABLE TRIGGER disabled;
      CREATE RULE twice AS ON INSERT TO child DO ALSO INSERT INTO log VALUES ('rule');
      CREATE RULE thrice AS ON INSERT TO child DO ALSO INSERT INTO log VALUES ('rule');
      ALTER TABLE child ENABLE ALWAYS RULE thrice;
      INSERT INTO parent VALUES (1, 'one'), (2, 'two'), (3, 'three');
      INSERT INTO child VALUES (1, 1, 'a'), (2, 2, 'b'), (3, NULL, 'c');
      DELETE FROM log;
      """;

  @ParameterizedTest
  @EnumSource
  void triggers_and_rules_of_every_state_are_silent_and_then_as_before(PostgresServers server)
      throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(url, FAMILY);
    changeFamilyWithoutTrace(url, url);
  }

  @ParameterizedTest
  @EnumSource
  void an_owner_without_superuser_rights_can_do_the_same(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    String user = role(url, "owner");
    PostgresServers.run(url, "GRANT CREATE ON SCHEMA public TO " + user);
    String asOwner = PostgresServers.as(user, url);
    PostgresServers.run(asOwner, FAMILY);
    changeFamilyWithoutTrace(url, asOwner);
  }

  private static void changeFamilyWithoutTrace(String admin, String url) throws Exception {
    List<String> before = query(admin, STATES);
    assertThat(
            change(
                url,
                new Staged("parent", "+4\tfour", "~3\tTHREE", "-1\tone"),
                new Staged("child", "~1\t4\tA", "-2\t2\tb", "+5\t4\te")))
        .extracting(a -> a.inserted() + " " + a.updated() + " " + a.deleted())
        .containsExactly("1 1 1", "1 1 1");
    assertThat(rows(url, "parent")).containsExactly("2\ttwo", "3\tTHREE", "4\tfour");
    assertThat(rows(url, "child")).containsExactly("1\t4\tA", "3\t\\N\tc", "5\t4\te");
    assertThat(rows(url, "log")).isEmpty();
    assertThat(query(admin, STATES)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void an_owner_is_refused_where_the_server_would_cascade_by_itself(PostgresServers server)
      throws Exception {
    String url = server.freshDatabase();
    String user = role(url, "owner");
    PostgresServers.run(url, "GRANT CREATE ON SCHEMA public TO " + user);
    String asOwner = PostgresServers.as(user, url);
    PostgresServers.run(asOwner, FAMILY);
    assertThatThrownBy(() -> change(asOwner, new Staged("parent", "-1\tone")))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("child_parent_id_fkey");
    assertThat(rows(url, "child")).hasSize(3);
    assertThat(rows(url, "parent")).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void nor_may_the_server_take_what_refers_to_a_row_that_comes_back_as_another(
      PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    String user = role(url, "owner");
    PostgresServers.run(url, "GRANT CREATE ON SCHEMA public TO " + user);
    String asOwner = PostgresServers.as(user, url);
    PostgresServers.run(
        asOwner,
        "CREATE TABLE parent (id int PRIMARY KEY, code text UNIQUE)",
        "CREATE TABLE child (id int PRIMARY KEY, code text REFERENCES parent (code)"
            + " ON DELETE CASCADE ON UPDATE SET NULL)",
        "INSERT INTO parent VALUES (1, 'a'), (2, 'b'), (3, 'c')",
        "INSERT INTO child VALUES (1, 'a'), (2, 'b'), (3, 'c')");

    takesFromChild(asOwner, new Staged("parent", "-1\ta", "+4\ta"));
    takesFromChild(asOwner, new Staged("parent", "~1\td", "+4\ta"));
    takesFromChild(asOwner, new Staged("child", "~1\tb"), new Staged("parent", "-2\tb", "+4\tb"));

    change(asOwner, new Staged("child", "~1\tb", "-3\tc"), new Staged("parent", "-1\ta", "~3\tx"));
    assertThat(rows(url, "parent")).containsExactly("2\tb", "3\tx");
    assertThat(rows(url, "child")).containsExactly("1\tb", "2\tb");
  }

  private static void takesFromChild(String url, Staged... staged) throws Exception {
    assertThatThrownBy(() -> change(url, staged))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("child_code_fkey");
    assertThat(rows(url, "child")).containsExactly("1\ta", "2\tb", "3\tc");
  }

  @ParameterizedTest
  @EnumSource
  void a_user_who_can_not_silence_triggers_is_refused_with_the_grant(PostgresServers server)
      throws Exception {
    String url = server.freshDatabase();
    String user = role(url, "writer");
    PostgresServers.run(url, FAMILY, "GRANT ALL ON parent, child, log TO " + user);
    assertThatThrownBy(
            () -> change(PostgresServers.as(user, url), new Staged("parent", "~3\tTHREE")))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REFUSED);
              assertThat(e.hint()).contains("GRANT SET ON PARAMETER session_replication_role");
            });
    assertThat(rows(url, "parent")).contains("3\tthree");
  }

  private static String role(String url, String kind) {
    String role = kind + "_" + url.substring(url.lastIndexOf('/') + 1);
    PostgresServers.run(url, "CREATE ROLE " + role + " LOGIN");
    return role;
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
    List<String> before = query(url, STATES);
    change(asOwner, new Staged("t", "~a\t7", "+c\t9"));
    assertThat(rows(url, "t")).containsExactly("a\t7", "b\t2", "c\t9");
    change(url, new Staged("t", "~a\t8", "-c\t9"));
    assertThat(query(url, "SELECT g FROM t ORDER BY k")).containsExactly("9", "3");
    assertThat(query(url, STATES)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void deferrable_constraints_are_still_kept(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO t VALUES (1, 1), (2, 2)");
    List<String> before = query(url, STATES);
    change(url, new Staged("t", "~1\t2", "~2\t1"));
    assertThat(query(url, STATES)).isEqualTo(before);
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

package dev.belay.engine.postgresql;

import static dev.belay.engine.postgresql.Postgres.change;
import static dev.belay.engine.postgresql.Postgres.role;
import static dev.belay.engine.postgresql.Postgres.rows;
import static dev.belay.engine.postgresql.Postgres.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.postgresql.Postgres.Staged;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Triggers and rules have no part in a change, and are afterwards as they were. */
@Tag("server")
final class SilenceTest {
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
    List<String> before = states(admin);
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
    assertThat(states(admin)).isEqualTo(before);
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
  void an_owner_can_let_rows_swap_what_is_unique(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    String user = role(url, "owner");
    PostgresServers.run(url, "GRANT CREATE ON SCHEMA public TO " + user);
    String asOwner = PostgresServers.as(user, url);
    PostgresServers.run(
        asOwner,
        "CREATE TABLE parent (id int PRIMARY KEY, code text UNIQUE)",
        "CREATE TABLE child (id int PRIMARY KEY, code text REFERENCES parent (code))",
        "INSERT INTO parent VALUES (1, 'a'), (2, 'b')",
        "INSERT INTO child VALUES (1, 'a')");

    change(asOwner, new Staged("parent", "~1\tb", "~2\ta"));

    assertThat(rows(url, "parent")).containsExactly("1\tb", "2\ta");
    assertThat(rows(url, "child")).containsExactly("1\ta");
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
}

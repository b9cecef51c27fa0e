package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Progress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows that their table's own constraints refuse: a plan says so, and those that were there all the
 * same come back.
 */
@Tag("server")
@ParameterizedClass
@ValueSource(strings = {"wal", "delete", "postgresql"})
class ObjectionsTest {
  private final String engine;
  private final boolean postgres;
  @TempDir Path directory;
  private Side side;
  private Workbench bench;

  ObjectionsTest(String engine) {
    this.engine = engine;
    this.postgres = engine.equals("postgresql");
  }

  @BeforeEach
  void database() throws Exception {
    side =
        postgres
            ? Side.postgres(PostgresServers.V15)
            : Side.sqlite(directory.resolve("app.db"), engine);
    bench = new Workbench(directory);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String snapshot() {
    return bench
        .belay
        .backup(BackupRequest.of(side.reference()), Progress.NONE)
        .snapshot()
        .orElseThrow();
  }

  /** Of which the row -1 is older than the constraint, or got past it. */
  private void overdrawn() throws Exception {
    if (postgres) {
      side.sql(
          "insert into accounts values (7, -1)",
          "alter table accounts add constraint solvent check (cents >= 0) not valid",
          "comment on constraint solvent on accounts is 'since the audit'");
    } else {
      side.sql("pragma ignore_check_constraints = on", "insert into accounts values (7, -1)");
    }
  }

  private void requireStillChecked() throws Exception {
    assertThatThrownBy(() -> side.sql("insert into accounts values (8, -1)"))
        .hasMessageContaining("constraint");
    if (postgres) {
      assertThat(
              side.rows(
                  "select conname, convalidated, obj_description(oid, 'pg_constraint') from"
                      + " pg_constraint where conname = 'solvent'"))
          .containsExactly("solvent|f|since the audit");
    }
  }

  private String accounts() {
    return "create table accounts (id integer primary key, cents integer"
        + (postgres ? ")" : " check (cents >= 0))");
  }

  @Test
  void aRowThatBrokeItsTablesCheckComesBackWithTheUndo() throws Exception {
    side.sql(accounts(), "insert into accounts values (1, 100), (2, 200)");
    String snapshot = snapshot();
    side.sql("update accounts set cents = 5 where id = 2");
    overdrawn();
    List<String> before = side.content("accounts");

    bench.restore(RestoreRequest.of(snapshot));
    assertThat(side.content("accounts")).isNotEqualTo(before);
    bench.undo();

    assertThat(side.content("accounts")).isEqualTo(before);
    assertThat(bench.belay.history().get(0).notes())
        .anyMatch(w -> w.contains("1 row") && w.contains("cents >= 0") && w.contains("as in"));
    requireStillChecked();
  }

  @Test
  void aDatabaseWithSuchARowIsBackedUpAndComesBackAsItWas() throws Exception {
    side.sql(accounts(), "insert into accounts values (1, 100)");
    overdrawn();
    List<String> before = side.content("accounts");
    BackupResult result = bench.belay.backup(BackupRequest.of(side.reference()), Progress.NONE);
    assertThat(result.warnings()).filteredOn(w -> w.contains("CHECK")).hasSize(postgres ? 0 : 1);
    side.sql("delete from accounts where id = 7", "update accounts set cents = 5");

    bench.restore(RestoreRequest.of(result.snapshot().orElseThrow()));
    assertThat(side.content("accounts")).isEqualTo(before);
    requireStillChecked();
    Side made =
        postgres
            ? Side.postgres(PostgresServers.V15)
            : new Side(
                directory.resolve("made.db").toString(),
                "jdbc:sqlite:" + directory.resolve("made.db"));
    bench.restore(RestoreRequest.of(result.snapshot().orElseThrow()).asNew(made.reference()));
    assertThat(made.content("accounts")).isEqualTo(before);
  }

  @Test
  void soDoesOneOfATableThatIsLoadedWhole() throws Exception {
    side.sql(accounts());
    String snapshot = snapshot();
    side.sql("insert into accounts values (1, 100)");
    overdrawn();
    List<String> before = side.content("accounts");

    bench.restore(RestoreRequest.of(snapshot));
    assertThat(side.rows("select count(*) from accounts")).containsExactly("0");
    bench.undo();

    assertThat(side.content("accounts")).isEqualTo(before);
    requireStillChecked();
  }

  private void refused(Mode mode, String snapshot, String hint, String... naming) throws Exception {
    refused(RestoreRequest.of(snapshot).withMode(mode), hint, naming);
  }

  private void refused(RestoreRequest request, String hint, String... naming) throws Exception {
    List<String> before = side.content("users");
    for (boolean dry : List.of(true, false)) {
      assertThatThrownBy(
              () -> {
                if (dry) {
                  bench.belay.plan(request, Progress.NONE);
                } else {
                  bench.restore(request);
                }
              })
          .isInstanceOfSatisfying(
              BelayException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
                assertThat(e.getMessage()).contains(naming);
                assertThat(e.hint()).contains(hint);
              });
    }
    assertThat(side.content("users")).isEqualTo(before);
    assertThat(bench.belay.history()).isEmpty();
  }

  @Test
  void whatTheDatabaseDemandsByNowIsSaidByThePlan() throws Exception {
    side.sql(
        "create table users (id integer primary key, name text, mail text, age integer)",
        "insert into users values (1, 'ann', 'a@x', 30), (2, null, 'b@x', 31), (3, 'cem', 'a@x',"
            + " 32), (4, 'dan', 'd@x', -1), (5, 'eve', 'e@x', -2)");
    String snapshot = snapshot();
    side.sql(
        "drop table users",
        "create table users (id integer primary key, name text not null, mail text unique, age"
            + " integer check (age >= 0))",
        "insert into users values (1, 'ann', 'a@x', 30)");

    refused(
        Mode.REPLACE,
        snapshot,
        "--exclude-table",
        "1 row of users for which name NOT NULL",
        "UNIQUE (mail)",
        "2 rows of users for which CHECK (");
  }

  @Test
  void valuesThatWouldStandTwiceAreSaidByThePlanOfAMerge() throws Exception {
    side.sql(
        "create table users (id integer primary key, mail text unique)",
        "insert into users values (1, 'a@x'), (2, 'b@x')");
    String snapshot = snapshot();
    side.sql("delete from users where id = 2", "insert into users values (3, 'b@x')");

    refused(Mode.MERGE, snapshot, "--key", "1 row of users for which UNIQUE (mail)");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(side.rows("select mail from users order by id")).containsExactly("a@x", "b@x");
  }

  @Test
  void soAreThoseOfRowsThatComeAlongAndOfThoseThatLoseWhatTheyReferTo() throws Exception {
    side.sql(
        "create table users (id integer primary key, mail text unique)",
        "create table posts (id integer primary key, author integer references users(id))",
        "create table stars (id integer primary key, author integer not null references users(id)"
            + " on delete set null)",
        "insert into users values (1, 'a@x'), (2, 'b@x')",
        "insert into posts values (1, 1), (2, 2)");
    String snapshot = snapshot();
    side.sql(
        "delete from posts",
        "delete from users",
        "insert into users values (7, 'a@x')",
        "insert into stars values (1, 7)");

    refused(
        RestoreRequest.of(snapshot).withTables("posts"),
        "restore users as well",
        "1 row of users for which UNIQUE (mail)");
    refused(
        RestoreRequest.of(snapshot).withTables("users"),
        "restore stars as well",
        "1 row of stars for which author NOT NULL");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(side.rows("select mail from users order by id")).containsExactly("a@x", "b@x");
  }

  @Test
  void whatIsNoViolationIsNotTakenForOne() throws Exception {
    String value = postgres ? "row(null, null)::pair" : "'x'";
    if (postgres) {
      side.sql("create type pair as (a text, b text)");
    }
    side.sql(
        "create table users (code text %s, mail text unique, n integer, v %s)"
            .formatted(postgres ? "" : "primary key", postgres ? "pair" : "text"),
        "insert into users values (null, 'a@x', 1, %1$s), ('k', null, 2, %1$s), ('l', null, 3, %1$s)"
            .formatted(value));
    String snapshot = snapshot();
    List<String> good = side.content("users");
    // A row without a key goes and comes again with a value that is unique.
    side.sql(
        "drop table users",
        "create table users (code text %s, mail text unique, n integer check (n > 0), v %s not null)"
            .formatted(postgres ? "" : "primary key", postgres ? "pair" : "text"),
        "insert into users values (null, 'a@x', 9, %1$s), ('k', null, 8, %1$s)".formatted(value));

    bench.belay.plan(RestoreRequest.of(snapshot), Progress.NONE);
    bench.restore(RestoreRequest.of(snapshot));

    assertThat(side.content("users")).isEqualTo(good);
  }

  @Test
  void soAreThoseOfRowsWithoutAKey() throws Exception {
    side.sql(
        "create table users (name text, mail text unique)",
        "insert into users values ('ann', 'a@x'), ('ben', 'b@x'), ('cem', null)");
    String snapshot = snapshot();
    side.sql(
        "update users set name = 'bob' where mail = 'b@x'",
        "insert into users values ('dan', null), ('cem', null)");

    refused(Mode.MERGE, snapshot, "--exclude-table", "1 row of users for which UNIQUE (mail)");
    refused(Mode.MISSING, snapshot, "--exclude-table", "1 row of users for which UNIQUE (mail)");
    side.sql("update users set mail = 'c@x' where name = 'bob'");
    bench.restore(RestoreRequest.of(snapshot).withMode(Mode.MERGE));
    assertThat(side.rows("select name from users order by name"))
        .containsExactly("ann", "ben", "bob", "cem", "cem", "dan");
  }

  @Test
  void soAreThoseThatOnlyAnIndexOverExpressionsOrSomeRowsForbids() throws Exception {
    side.sql(
        "create table users (id integer primary key, mail text, gone integer)",
        "create unique index by_mail on users (lower(mail) %s) where gone = 0 and mail <> ')'"
            .formatted(postgres ? "desc" : "collate binary desc"),
        "insert into users values (1, 'a@x', 0), (2, 'B@x', 0), (4, 'b@x', 1), (5, null, 0)");
    String snapshot = snapshot();
    side.sql("delete from users where id > 1", "insert into users values (3, 'b@X', 0)");

    refused(Mode.MERGE, snapshot, "--key", "1 row of users for which UNIQUE (", "lower(mail)");
    side.sql("update users set gone = 1 where id = 3");
    bench.restore(RestoreRequest.of(snapshot).withMode(Mode.MERGE));
    assertThat(side.rows("select count(*) from users")).containsExactly("5");
  }

  @Test
  void soAreKeysThatTheDatabaseTakesForEqual() throws Exception {
    if (postgres) {
      side.sql("create extension citext");
    }
    side.sql(
        "create table users (name %s primary key, n integer)"
            .formatted(postgres ? "citext" : "text collate nocase"),
        "insert into users values ('ann', 1), ('ben', 2)");
    String snapshot = snapshot();
    side.sql("delete from users", "insert into users values ('Ben', 3)");

    refused(Mode.MERGE, snapshot, "--key", "1 row of users for which UNIQUE (name)");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(side.rows("select name from users order by n")).containsExactly("ann", "ben");
  }
}

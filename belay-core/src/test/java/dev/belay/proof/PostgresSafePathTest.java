package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.RestoreRequest;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job on each version of PostgreSQL, and what only it has. */
@Tag("server")
@ParameterizedClass
@EnumSource(PostgresServers.class)
class PostgresSafePathTest extends SafePathContract {
  private static final String[] TABLES = {"users", "posts", "likes", "log"};

  private final PostgresServers server;

  PostgresSafePathTest(PostgresServers server) {
    this.server = server;
  }

  @Override
  Side side(Path file) {
    return Side.postgres(server);
  }

  @Override
  void tables() throws Exception {
    side.sql(
        "create table users (id integer generated always as identity primary key, name text not null"
            + " unique)",
        "create table posts (id serial primary key, author integer not null references users(id) on"
            + " delete cascade, body text, size integer generated always as (length(body)) stored)",
        "create table likes (post integer not null references posts(id), who integer not null"
            + " references users(id), primary key (post, who))",
        "create table log (what text)");
  }

  @Override
  List<String> everything() throws Exception {
    return side.content(TABLES);
  }

  @Override
  String cascade() {
    return " cascade";
  }

  @Test
  void anEventTriggerThatForbidsDdlDoesNotForbidARestore() throws Exception {
    List<String> good = everything();
    String snapshot = snapshot();
    side.sql(
        "delete from likes where who = 2",
        "create function no_ddl() returns event_trigger language plpgsql as"
            + " $$ begin raise exception 'no ddl here'; end $$",
        "create event trigger no_ddl on ddl_command_start execute function no_ddl()");

    bench.restore(table(snapshot, Mode.REPLACE));

    assertThat(everything()).isEqualTo(good);
  }

  @Test
  void aTableThatMayNotBeReadCanBeLeftOut() throws Exception {
    String reader = "reader_" + side.reference().substring(side.reference().lastIndexOf('/') + 1);
    side.sql(
        "create role " + reader + " login",
        "grant select on all tables in schema public to " + reader,
        "grant select on all sequences in schema public to " + reader,
        "create table secrets (id serial primary key)");
    String reference = PostgresServers.as(reader, side.reference());

    assertThatThrownBy(() -> bench.belay.backup(BackupRequest.of(reference), Progress.NONE))
        .hasMessageContaining("may not read secrets");

    BackupResult result =
        bench.belay.backup(BackupRequest.of(reference).withoutTables("secrets"), Progress.NONE);
    assertThat(result.tables()).extracting(t -> t.table().name()).contains("users", "log");
    assertThat(result.warnings()).anyMatch(w -> w.startsWith("secrets may not be read"));
  }

  @Test
  void theNextInsertGetsTheNumberThatItWouldHaveGot() throws Exception {
    String snapshot = snapshot();
    side.sql(
        "insert into users(name) values ('x'), ('y')",
        "insert into posts(author) values (1), (1), (1)",
        "delete from users where name = 'cem' and not exists (select from likes where who = 3)");
    bench.restore(RestoreRequest.of(snapshot));
    side.sql("insert into users(name) values ('next')", "insert into posts(author) values (1)");
    assertThat(side.rows("select id from users where name = 'next'")).containsExactly("4");
    assertThat(side.rows("select max(id) from posts")).containsExactly("4");
  }

  @Test
  void anUndoPutsTheSequencesBackToo() throws Exception {
    String snapshot = snapshot();
    side.sql("insert into users(name) values ('x'), ('y')");
    bench.restore(RestoreRequest.of(snapshot));
    bench.undo();
    side.sql("insert into users(name) values ('next')");
    assertThat(side.rows("select id from users where name = 'next'")).containsExactly("6");
  }

  @Test
  void aMergeNeverLowersASequence() throws Exception {
    String snapshot = snapshot();
    side.sql("insert into users(name) values ('x')", "update users set name = 'an' where id = 1");
    bench.restore(table(snapshot, Mode.MERGE));
    assertThat(side.rows("select name from users order by id"))
        .containsExactly("ann", "bob", "cem", "x");
    side.sql("insert into users(name) values ('next')");
    assertThat(side.rows("select max(id) from users")).containsExactly("5");
  }

  @Test
  void partitionsAreFollowedLikeAnyTable() throws Exception {
    side.sql(
        "create table area (id int primary key, v text) partition by hash (id)",
        "create table area0 partition of area for values with (modulus 2, remainder 0)",
        "create table area1 partition of area for values with (modulus 2, remainder 1)",
        "create table shop (id int primary key, area int references area on delete cascade)",
        "insert into area select i, 'a' || i from generate_series(1, 8) i",
        "insert into shop select i, i from generate_series(1, 8) i");
    List<String> good = side.content("area", "shop");
    String snapshot = snapshot();
    side.sql("delete from area where id < 5");
    assertThat(side.content("shop")).hasSize(4);

    bench.restore(table(snapshot, Mode.REPLACE, "shop"));
    assertThat(side.content("area", "shop")).isEqualTo(good);

    side.sql(
        "insert into area select i, '' from generate_series(11, 20) i",
        "insert into shop select i, i from generate_series(11, 20) i");
    bench.restore(table(snapshot, Mode.REPLACE, "area0", "area1"));
    assertThat(side.content("area", "shop")).isEqualTo(good);
  }

  @Test
  void anOwnerWithoutMoreRightsUndoesWhatCascades() throws Exception {
    String role = "owner_" + side.reference().substring(side.reference().lastIndexOf('/') + 1);
    side.sql(
        "create role " + role + " login",
        "do $$ begin execute format('grant create on database %I to "
            + role
            + "', current_database()); end $$");
    String own = PostgresServers.as(role, side.reference());
    PostgresServers.run(
        own,
        "create schema own",
        "create table own.a (id int primary key, b int)",
        "create table own.b (id int primary key, a int references own.a on delete cascade)",
        "alter table own.a add foreign key (b) references own.b on delete cascade",
        "create table own.whole (id int primary key) partition by list (id)",
        "create table own.part partition of own.whole default",
        "create table own.early (p int primary key references own.whole on delete cascade)",
        "insert into own.whole select generate_series(1, 9)",
        "insert into own.early select generate_series(1, 9)",
        "insert into own.a select generate_series(1, 9)",
        "insert into own.b select i, i from generate_series(1, 9) i",
        "update own.a set b = 10 - id");
    side.sql("drop table likes, posts, users, log");
    String[] tables = {"own.a", "own.b", "own.whole", "own.early"};
    List<String> good = side.content(tables);
    String snapshot =
        bench.belay.backup(BackupRequest.of(own), Progress.NONE).snapshot().orElseThrow();
    PostgresServers.run(
        own, "delete from own.a where id = 3", "delete from own.whole where id < 5");
    List<String> damaged = side.content(tables);

    bench.restore(RestoreRequest.of(snapshot));
    assertThat(side.content(tables)).isEqualTo(good);
    bench.undo();
    assertThat(side.content(tables)).isEqualTo(damaged);
  }

  @Test
  void aTableThatIsGoneIsNamed() throws Exception {
    String snapshot = snapshot();
    side.sql("drop table log");
    assertThatThrownBy(() -> bench.restore(RestoreRequest.of(snapshot)))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH))
        .hasMessageContaining("log");
  }

  @Test
  void anOwnerFillsEmptiedTablesThatReferToEachOther() throws Exception {
    String owner = "owner_" + side.reference().substring(side.reference().lastIndexOf('/') + 1);
    side.sql("create role " + owner + " login", "grant usage, create on schema public to " + owner);
    for (String table : TABLES) {
      side.sql("alter table " + table + " owner to " + owner);
    }
    List<String> good = everything();
    String snapshot = snapshot();
    side.sql("truncate users cascade");

    bench.restore(
        RestoreRequest.of(snapshot).withDatabase(PostgresServers.as(owner, side.reference())));

    assertThat(everything()).isEqualTo(good);
  }

  @Test
  void theSequenceOfAPartitionedTableComesBackWithItsRows() throws Exception {
    side.sql(
        "create table events (id bigserial, kind text, primary key (id, kind)) partition by list"
            + " (kind)",
        "create table events_a partition of events for values in ('a')",
        "create table events_b partition of events for values in ('b')",
        "create sequence alone",
        "create sequence gone",
        "insert into events(kind) values ('a'), ('b'), ('a')",
        "select nextval('alone')");
    String sequences =
        "select last_value || ' ' || (select last_value from alone) from events_id_seq";
    String snapshot = snapshot();
    side.sql(
        "truncate events restart identity",
        "alter sequence alone restart",
        "drop sequence gone",
        "insert into events(kind) values ('b')",
        "select nextval('alone'), nextval('alone')");

    bench.restore(table(snapshot, Mode.REPLACE));
    assertThat(side.rows(sequences)).containsExactly("3 1");
    bench.undo();
    assertThat(side.rows(sequences)).containsExactly("1 2");
    bench.restore(table(snapshot, Mode.MERGE));
    assertThat(side.rows(sequences)).containsExactly("3 2");
    side.sql("insert into events(kind) values ('a')");
  }

  @Test
  void triggersDoNotFireAndStay() throws Exception {
    side.sql(
        "create function noted() returns trigger language plpgsql as $$ begin insert into log values"
            + " ('fired'); new.body = 'changed'; return new; end $$",
        "create trigger audit before insert or update on posts for each row execute function noted()");
    String snapshot = snapshot();
    List<String> good = everything();
    side.sql("alter table posts disable trigger audit", "update posts set body = 'bad'");
    side.sql("delete from posts where id = 3", "alter table posts enable trigger audit");
    bench.restore(table(snapshot, Mode.REPLACE, "posts"));
    assertThat(everything()).isEqualTo(good);
    side.sql("update posts set body = 'z' where id = 1");
    assertThat(side.rows("select * from log")).containsExactly("fired");
    assertThat(side.rows("select body from posts where id = 1")).containsExactly("changed");
  }

  @Test
  void whatDangledBeforeARunDoesSoAfterItsUndo() throws Exception {
    for (String action : List.of("no action", "cascade")) {
      side.sql(
          "create table parent (id integer primary key)",
          "create table child (id integer primary key, parent integer references parent on delete "
              + action
              + ")",
          "insert into parent values (1), (2)",
          "insert into child values (1, 1), (2, 2)");
      String snapshot = snapshot();
      side.sql("set session_replication_role = replica", "delete from parent where id = 2");
      List<String> before = side.content("parent", "child");

      bench.restore(table(snapshot, Mode.REPLACE, "parent"));
      assertThat(side.content("parent")).hasSize(2);
      bench.undo();

      assertThat(side.content("parent", "child")).isEqualTo(before);
      side.sql("drop table child, parent");
    }
  }

  @Test
  void aNewDatabaseIsBuiltWhereTheStructureIsInTheSnapshot() throws Exception {
    side.sql(
        "create view names as select name from users",
        "create index by_author on posts(author)",
        "create materialized view counted as select count(*) from users",
        "create materialized view empty as select count(*) from users with no data");
    BackupResult taken = backup();
    String snapshot = taken.snapshot().orElseThrow();
    Side copy = Side.postgres(server);
    RestoreRequest create = RestoreRequest.of(snapshot).asNew(copy.reference());
    String missing = bench.belay.show(snapshot).noSchema();
    if (!missing.isEmpty()) {
      // The client of this machine is older than the server: said with the snapshot, and when it
      // would matter.
      assertThat(missing).contains("pg_dump");
      assertThat(taken.warnings()).anyMatch(w -> w.contains("pg_dump"));
      assertThat(server.major()).isGreaterThan(15);
      refusedToCreate(create);
      return;
    }
    assertThat(bench.restore(create).outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(copy.content(TABLES)).isEqualTo(everything());
    assertThat(diff(snapshot, copy.reference()).equal()).isTrue();
    copy.sql("insert into users(name) values ('next')");
    assertThat(copy.rows("select max(id) from users")).containsExactly("4");
    assertThat(copy.rows("select count(*) from names")).containsExactly("4");
    assertThat(copy.rows("select relname from pg_class where relkind = 'm' and relispopulated"))
        .containsExactly("counted");
    refusedToCreate(create);
  }

  private void refusedToCreate(RestoreRequest create) {
    assertThatThrownBy(() -> bench.restore(create))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> assertThat(e.code()).isIn(ErrorCode.REFUSED, ErrorCode.UNSUPPORTED));
  }
}

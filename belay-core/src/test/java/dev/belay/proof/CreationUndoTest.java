package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.UndoRequest;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run built in an empty PostgreSQL database can be taken back, and that as well. */
@Tag("server")
@ParameterizedClass
@EnumSource(
    value = PostgresServers.class,
    names = {"V14", "V15"})
final class CreationUndoTest extends NewDatabaseFixture {
  private static final String[] TABLES = {"people", "parted0", "app.\"odd.na\"\"me\"", "checked"};
  private static final String OBJECTS =
      """
      select 'relation', c.oid::regclass::text from pg_class c
      where relnamespace::regnamespace::text !~ '^(pg_|information_schema)' and relkind <> 'i'
      union all select 'routine', oid::regprocedure::text from pg_proc where oid >= 16384
      union all select 'type', oid::regtype::text from pg_type where oid >= 16384
        and typnamespace::regnamespace::text !~ '^pg_'
      union all select 'operator', oid::regoperator::text from pg_operator where oid >= 16384
      union all select 'cast', castsource::regtype || ' ' || casttarget::regtype from pg_cast
        where oid >= 16384
      union all select 'schema', nspname from pg_namespace
        where nspname !~ '^(pg_|information_schema)'
      union all select 'extension', extname from pg_extension
      union all select 'publication', pubname from pg_publication
      union all select 'event trigger', evtname from pg_event_trigger
      union all select 'wrapper', fdwname from pg_foreign_data_wrapper
      union all select 'collation', collname from pg_collation where oid >= 16384
      union all select 'statistics', stxname from pg_statistic_ext
      union all select 'default privileges', defaclobjtype::text || defaclacl::text
        from pg_default_acl
      order by 1, 2
      """;

  private List<String> empty;
  private String snapshot;

  CreationUndoTest(PostgresServers server) {
    super(server);
  }

  @BeforeEach
  void database() throws Exception {
    side.sql(
        "create extension hstore",
        "create schema app",
        "alter default privileges grant select on tables to public",
        "alter default privileges revoke execute on functions from public",
        "alter default privileges in schema app grant usage on types to public",
        "alter default privileges in schema public grant all on sequences to public",
        "create type mood as enum ('so', 'la')",
        "create type pair as (a int, b text)",
        "create type span as range (subtype = float8)",
        "create domain positive as int check (value > 0)",
        "create collation german (provider = icu, locale = 'de')",
        "create function same(a pair, b pair) returns bool language sql as 'select $1.a = $2.a'",
        "create operator === (leftarg = pair, rightarg = pair, function = same)",
        "create function as_int(mood) returns int language sql as 'select 1'",
        "create cast (mood as int) with function as_int(mood)",
        "create aggregate total(int) (sfunc = int4pl, stype = int)",
        "create procedure nothing() language sql as ''",
        "create sequence lone",
        "create table people (id int generated always as identity primary key, m mood, p positive,"
            + " h hstore, boss int references people)",
        "create statistics linked on m, p from people",
        "create table parted (k int primary key) partition by range (k)",
        "create table parted0 partition of parted for values from (0) to (100)",
        "create table app.\"odd.na\"\"me\" (id serial primary key, x span)",
        "create view v as select * from people",
        "create materialized view mv as select count(*) from v",
        "create foreign data wrapper dummy",
        "create server far foreign data wrapper dummy",
        "create foreign table away (id int) server far",
        "create publication pub for table people",
        "create function noted() returns event_trigger language plpgsql as 'begin perform 1; end'",
        "create event trigger watching on sql_drop execute function noted()",
        "create function has_people(int) returns bool language sql as"
            + " 'select exists (select from people where id = $1)'",
        "insert into people (m, p, h) values ('so', 1, 'a=>1'), (null, 2, null)",
        "insert into parted select generate_series(1, 9)",
        "insert into app.\"odd.na\"\"me\" (x) values ('[1,2)')",
        // Its rows can only come after those of the other table.
        "create table checked (id int primary key check (has_people(id)))",
        "insert into checked values (1)",
        Side.BALLAST);
    snapshot = backup();
    target.sql("create extension citext");
    empty = target.rows(OBJECTS);
  }

  private void create() {
    bench.restore(create(snapshot, target.reference()));
  }

  private Plan plan() {
    return bench.belay.plan(UndoRequest.last(), Progress.NONE);
  }

  private void overwriting() {
    bench.belay.undo(UndoRequest.last().overwriting(), Optional.empty(), Progress.NONE);
  }

  @Test
  void anUndoLeavesWhatWasThereAndItsUndoBringsAllBack() throws Exception {
    create();
    List<String> objects = target.rows(OBJECTS);
    assertThat(target.content(TABLES)).isEqualTo(side.content(TABLES));
    assertThat(plan().tables()).allMatch(t -> t.rowsAfter() == 0);
    bench.undo();
    assertThat(target.rows(OBJECTS)).isEqualTo(empty);
    bench.undo();
    assertThat(target.rows(OBJECTS)).isEqualTo(objects);
    assertThat(target.content(TABLES)).isEqualTo(side.content(TABLES));
    assertThat(target.rows("select nextval('people_id_seq')")).containsExactly("3");
    bench.undo();
    assertThat(target.rows(OBJECTS)).isEqualTo(empty);
  }

  @Test
  void whereItWasBuiltInPlaceItIsTheSame() throws Exception {
    side.sql("drop table ballast");
    snapshot = backup();
    try (Connection guest = target.connect()) {
      assertThat(guest.isValid(1)).isTrue();
      create();
      bench.undo();
      assertThat(target.rows(OBJECTS)).isEqualTo(empty);
      bench.undo();
      assertThat(target.content(TABLES)).isEqualTo(side.content(TABLES));
    }
  }

  @Test
  void whatChangedSinceIsOnlyDroppedWhereThatIsAskedFor() throws Exception {
    create();
    target.sql("update people set p = 7 where id = 1");
    assertThat(plan().overwrites()).singleElement().satisfies(t -> assertThat(t.updated()).isOne());
    refused("rows changed since the run, in people");
    target.sql("update people set p = 1 where id = 1", "create table mine (id int primary key)");
    assertThat(plan().warnings()).anyMatch(w -> w.contains("structure changed since"));
    refused("structure");
    target.sql("insert into mine values (5)");
    overwriting();
    assertThat(target.rows(OBJECTS)).isEqualTo(empty);
    bench.undo();
    assertThat(target.rows("select * from mine")).containsExactly("5");
    assertThat(target.content(TABLES)).isEqualTo(side.content(TABLES));
  }

  private void refused(String why) {
    assertThatThrownBy(bench::undo)
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining(why);
  }
}

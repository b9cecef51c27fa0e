package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.RestoreRequest;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A new database of some size is built aside where that can be done exactly, else in one
 * transaction.
 */
@Tag("server")
@ParameterizedClass
@EnumSource(
    value = PostgresServers.class,
    names = {"V14", "V15"})
final class AsideTest extends NewDatabaseFixture {
  private static final String[] TABLES = {"\"Länder\"", "people", "parted0", "parted1"};
  private static final String TRAITS =
      """
      select pg_get_userbyid(datdba), datconnlimit, encoding, datcollate, datacl::text,
             shobj_description(oid, 'pg_database'),
             (select string_agg(setrole::regrole || setconfig::text, ' ' order by setrole)
              from pg_db_role_setting where setdatabase = d.oid)
      from pg_database d where datname = current_database()
      """;

  private final List<Connection> guests = new ArrayList<>();
  private String snapshot;

  AsideTest(PostgresServers server) {
    super(server);
  }

  @BeforeEach
  void database() throws Exception {
    side.sql(
        "create table \"Länder\" (code text primary key, name text unique)",
        "create table people (id integer generated always as identity primary key, boss integer"
            + " references people, land text references \"Länder\", double integer generated always"
            + " as (id * 2) stored)",
        "create table parted (k int primary key, who int references people) partition by hash (k)",
        "create table parted0 partition of parted for values with (modulus 2, remainder 0)",
        "create table parted1 partition of parted for values with (modulus 2, remainder 1)",
        "create index on people (land) where boss is null",
        "insert into \"Länder\" values ('de', 'a'), ('fr', E'b\\tc\\\\d')",
        "insert into people (boss, land) values (null, 'de'), (1, 'fr'), (2, null)",
        "insert into parted select i, 1 + i % 3 from generate_series(1, 20) i",
        Side.BALLAST);
    snapshot = backup();
  }

  @AfterEach
  void close() throws SQLException {
    for (Connection guest : guests) {
      guest.close();
    }
  }

  private RestoreRequest create(String reference) {
    return create(snapshot, reference);
  }

  private Plan plan(String reference) {
    return bench.belay.plan(create(reference), Progress.NONE);
  }

  private String name() {
    return target.reference().substring(target.reference().lastIndexOf('/') + 1);
  }

  private String number() throws SQLException {
    return target.rows("select oid from pg_database where datname = current_database()").get(0);
  }

  private void proved() throws SQLException {
    assertThat(target.content(TABLES)).isEqualTo(side.content(TABLES));
    String structure =
        "select c.conrelid::regclass::text, pg_get_constraintdef(c.oid), c.convalidated from"
            + " pg_constraint c where c.connamespace = 'public'::regnamespace and c.contype <> 'n'"
            + " union all select tablename::text, indexdef, true from pg_indexes where schemaname ="
            + " 'public' order by 1, 2";
    assertThat(target.rows(structure)).isEqualTo(side.rows(structure));
    target.sql("insert into people (boss) values (3)");
    assertThat(target.rows("select max(id) from people")).containsExactly("4");
    assertThat(target.rows("select datname from pg_database where datname like 'belay%'"))
        .isEmpty();
  }

  @Test
  void whatBelongsToTheEmptyDatabaseIsKept() throws Exception {
    String role = "guest_of_" + name();
    target.sql(
        "create role " + role,
        "alter database %s set search_path = public, \"A b\"".formatted(name()),
        "alter database %s set application_name = 'it''s = mine'".formatted(name()),
        "alter role %s in database %s set work_mem = '5MB'".formatted(role, name()),
        "revoke connect on database %s from public".formatted(name()),
        "grant connect, temp on database %s to %s with grant option".formatted(name(), role),
        "comment on database %s is 'kept, isn''t it'".formatted(name()),
        "alter default privileges grant select on tables to " + role,
        "alter database %s connection limit 7".formatted(name()));
    List<String> traits = target.rows(TRAITS);
    String number = number();
    assertThat(plan(target.reference()).warnings()).anyMatch(w -> w.contains("aside"));
    assertThat(bench.restore(create(target.reference())).outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(number()).isNotEqualTo(number);
    assertThat(target.rows(TRAITS)).isEqualTo(traits);
    assertThat(target.rows("select has_table_privilege('%s', 'people', 'select')".formatted(role)))
        .containsExactly("t");
    proved();
  }

  @Test
  void whereOthersAreConnectedItIsOneTransaction() throws Exception {
    String number = number();
    try (Connection other = target.connect()) {
      assertThat(other.isValid(1)).isTrue();
      assertThat(plan(target.reference()).warnings())
          .anyMatch(w -> w.contains("in one transaction, since others are connected"));
      bench.restore(create(target.reference()));
    }
    assertThat(number()).isEqualTo(number);
    proved();
  }

  /**
   * A plain user who may create databases, and who sees less of other sessions than a superuser.
   */
  @Test
  void aPlainUserMayDoItToo() throws Exception {
    String role = "maker_of_" + name();
    target.sql(
        "create role %s login createdb".formatted(role),
        "alter database %s owner to %s".formatted(name(), role),
        "alter schema public owner to " + role);
    String reference = PostgresServers.as(role, target.reference());
    try (Connection other = target.connect()) {
      assertThat(other.isValid(1)).isTrue();
      assertThat(plan(reference).warnings()).anyMatch(w -> w.contains("others are connected"));
    }
    assertThat(plan(reference).warnings()).anyMatch(w -> w.contains("aside"));
    assertThat(bench.restore(create(reference)).outcome()).isEqualTo(RunOutcome.COMMITTED);
    proved();
  }

  @Test
  void aSmallOneIsOneTransaction() throws Exception {
    side.sql("drop table ballast");
    snapshot = backup();
    String number = number();
    assertThat(plan(target.reference()).warnings())
        .anyMatch(w -> w.contains("in one transaction, since it is small"));
    assertThat(bench.restore(create(target.reference())).outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(number()).isEqualTo(number);
    proved();
  }

  @Test
  void whoMayNotCreateDatabasesUsesOneTransaction() throws Exception {
    String role = "owner_of_" + name();
    target.sql(
        "create role %s login".formatted(role),
        "alter database %s owner to %s".formatted(name(), role),
        "alter schema public owner to " + role);
    String reference = PostgresServers.as(role, target.reference());
    assertThat(plan(reference).warnings()).anyMatch(w -> w.contains("may not create databases"));
    assertThat(bench.restore(create(reference)).outcome()).isEqualTo(RunOutcome.COMMITTED);
    proved();
  }

  @Test
  void whoConnectsMeanwhileKeepsTheEmptyDatabase() throws Exception {
    Progress connecting = new Connecting();
    assertThatThrownBy(
            () -> bench.belay.restore(create(target.reference()), Optional.empty(), connecting))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
        .hasMessageContaining("somebody connected");
    assertThat(target.rows("select count(*) from pg_tables where schemaname = 'public'"))
        .containsExactly("0");
    assertThat(target.rows("select datname from pg_database where datname like 'belay%'"))
        .isEmpty();
    assertThat(bench.belay.history().get(0).outcome()).isEqualTo(RunOutcome.ROLLED_BACK);
  }

  /** Connects to the empty database while the other one is verified. */
  private final class Connecting implements Progress {
    @Override
    public void phase(String name) {
      if (name.equals("verifying")) {
        try {
          guests.add(target.connect());
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public void table(TableName table, long expectedBytes) {}

    @Override
    public void advance(TableName table, long rows, long bytes) {}

    @Override
    public boolean cancelled() {
      return false;
    }
  }
}

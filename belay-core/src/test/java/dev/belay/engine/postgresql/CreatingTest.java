package dev.belay.engine.postgresql;

import static dev.belay.engine.postgresql.Postgres.database;
import static dev.belay.engine.postgresql.Postgres.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Change;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Stage;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.ErrorCode;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole database built from a snapshot's DDL and rows, where a pg_dump for the server is
 * installed.
 */
@Tag("server")
final class CreatingTest {
  private static final String SHOP =
      """
      CREATE SCHEMA shop;
      CREATE TYPE shop.state AS ENUM ('open', 'paid');
      CREATE TABLE shop.orders (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        state shop.state NOT NULL DEFAULT 'open',
        total numeric(10,2),
        double_total numeric GENERATED ALWAYS AS (total * 2) STORED,
        parent bigint REFERENCES shop.orders);
      CREATE TABLE shop.parted (k int PRIMARY KEY, v text) PARTITION BY HASH (k);
      CREATE TABLE shop.parted0 PARTITION OF shop.parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
      CREATE TABLE shop.parted1 PARTITION OF shop.parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
      CREATE FUNCTION shop.shout() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.total = -1; RETURN NEW; END; -- ALTER TABLE x OWNER TO nobody;
        $$;
      CREATE TRIGGER shouts BEFORE INSERT OR UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.shout();
      ALTER TABLE shop.orders DISABLE TRIGGER shouts;
      INSERT INTO shop.orders (state, total, parent) VALUES ('open', 1.5, NULL), ('paid', 2, 1);
      INSERT INTO shop.parted SELECT i, 'v' || i FROM generate_series(1, 20) i;
      CREATE VIEW shop.a_view AS SELECT * FROM shop.orders;
      CREATE MATERIALIZED VIEW shop.b_sum AS SELECT sum(total) AS s FROM shop.a_view;
      CREATE MATERIALIZED VIEW shop.a_sum AS SELECT s FROM shop.b_sum;
      CREATE RULE quiet AS ON DELETE TO shop.parted0 DO INSTEAD NOTHING;
      ALTER TABLE shop.orders ENABLE TRIGGER shouts;
      """;

  @ParameterizedTest
  @EnumSource
  void a_whole_database_is_built(PostgresServers server) throws Exception {
    String source = server.freshDatabase();
    String role = "gone_" + source.substring(source.lastIndexOf('/') + 1);
    PostgresServers.run(
        source,
        SHOP,
        "CREATE ROLE " + role,
        "ALTER TABLE shop.orders OWNER TO " + role,
        "GRANT SELECT ON shop.orders TO " + role);
    String target = server.freshDatabase();
    try (LiveDataset from = database(source).read(ReadOptions.DEFAULT)) {
      Scripts scripts = from.scripts();
      if (!scripts.complete()) {
        assertThat(scripts.missing()).contains("pg_dump " + server.major());
        return;
      }
      // The script is as another server would see it: its role is not there.
      String before = scripts.before().replace(role, "nobody_here");
      try (Change change = database(target).create(ReadOptions.DEFAULT, from.catalog(), before)) {
        fill(from, change);
        change.counters(from.counters(), from.catalog().tables());
        change.finish(scripts.after().replace(role, "nobody_here"));
        assertThat(change.warnings()).anyMatch(w -> w.contains("nobody_here"));
        change.commitMark();
        change.commit();
      }
      try (LiveDataset to = database(target).read(ReadOptions.DEFAULT)) {
        assertThat(to.catalog()).isEqualTo(from.catalog());
        assertThat(to.counters()).isEqualTo(from.counters());
        for (Table table : from.catalog().tables()) {
          assertThat(lines(to, table.name().toString()))
              .isEqualTo(lines(from, table.name().toString()));
        }
      }
    }
    PostgresServers.run(
        target,
        "INSERT INTO shop.orders DEFAULT VALUES",
        "DO $$ BEGIN ASSERT (SELECT s FROM shop.a_sum) = 3.5; ASSERT (SELECT max(id) FROM shop.orders) = 3; END $$");
  }

  private static void fill(LiveDataset from, Change change) throws IOException {
    for (Table table : from.catalog().tables()) {
      try (RowStream rows = from.rows(table);
          Stage stage = change.bulk(table, table.stored())) {
        while (rows.next()) {
          stage.insert(rows.buffer(), rows.start(), rows.end());
        }
      }
    }
    change.apply();
  }

  @ParameterizedTest
  @EnumSource
  void nothing_is_built_over_what_is_there(PostgresServers server) {
    for (String content :
        List.of(
            "CREATE TABLE t (id int)",
            "CREATE SCHEMA s",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE TYPE e AS ENUM ('a')")) {
      String url = server.freshDatabase();
      PostgresServers.run(url, content);
      assertThatThrownBy(
              () ->
                  database(url)
                      .create(
                          ReadOptions.DEFAULT,
                          new Catalog("postgresql", "15", List.of(), Map.of()),
                          ""))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
          .hasMessageContaining("is not empty");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ddl_that_does_not_run_leaves_the_database_empty(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    Catalog none = new Catalog("postgresql", "15", List.of(), Map.of());
    assertThatThrownBy(
            () ->
                database(url)
                    .create(
                        ReadOptions.DEFAULT,
                        none,
                        "CREATE TABLE public.a (id int); CREATE EXTENSION no_such_thing;"))
        .isInstanceOf(BelayException.class)
        .hasMessageContaining("CREATE EXTENSION no_such_thing");
    try (LiveDataset moment = database(url).read(ReadOptions.DEFAULT)) {
      assertThat(moment.catalog().tables()).isEmpty();
    }
  }
}

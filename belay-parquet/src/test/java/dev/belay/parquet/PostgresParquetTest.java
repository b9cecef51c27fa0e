package dev.belay.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.BackupRequest;
import dev.belay.Belay;
import dev.belay.Target;
import dev.belay.engine.Credentials;
import dev.belay.model.ExportResult;
import dev.belay.model.ExportResult.Conversion;
import dev.belay.model.ExportRules;
import dev.belay.model.Mask;
import dev.belay.model.Progress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PostgreSQL says of its values, beside what DuckDB says of the files. */
@Tag("server")
class PostgresParquetTest {
  private static EmbeddedPostgres server;

  @TempDir Path directory;
  private Belay belay;
  private String jdbc = "";
  private String url = "";

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    belay = Bench.belay(directory, Map.of());
    jdbc = server.getJdbcUrl("postgres", "postgres");
    url = "postgresql://postgres@localhost:%d/postgres".formatted(server.getPort());
    Bench.sql(jdbc, "drop schema public cascade", "create schema public");
  }

  @AfterEach
  void close() {
    belay.close();
  }

  private Path file(String name) {
    return directory.resolve(name + ".parquet");
  }

  private ExportResult table(String source, String name) {
    return Bench.export(belay, source, file(name).toString(), name);
  }

  /** Compares as what both write, column by column: PostgreSQL's words, then DuckDB's. */
  private void same(String table, List<String> postgres, List<String> duckdb) throws Exception {
    for (int i = 0; i < postgres.size(); i++) {
      assertThat(
              Bench.duckdb(
                  "select id, %s from '%s' order by id".formatted(duckdb.get(i), file(table))))
          .as("%s", duckdb.get(i))
          .isEqualTo(
              Bench.rows(
                  jdbc, "select id, %s from %s order by id".formatted(postgres.get(i), table)));
    }
  }

  private void typed() throws Exception {
    Bench.sql(
        jdbc,
        "create table typed (id integer primary key, s smallint, i integer, l bigint, o oid, r"
            + " real, d double precision, f boolean, b bytea, t text, v varchar(20), c char(5), j"
            + " jsonb, n4 numeric(4,2), n15 numeric(15,0), n38 numeric(38,10), u uuid, day date,"
            + " stamp timestamp, moment timestamptz(3), clock time, twice int generated always as"
            + " (length(t)) stored)",
        "insert into typed values (1, 32767, 2147483647, 9223372036854775807, 4294967295,"
            + " 3.4028235e38, 1.7976931348623157e308, true, '\\x00ff5c', E'tab\\tline\\n"
            + "\\\\N ä€😀', 'v', 'c', '{\"a\": [1, null]}', 99.99, 999999999999999,"
            + " 9999999999999999999999999999.9999999999, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',"
            + " '5874897-12-31', '9999-12-31 23:59:59.999999', '2026-03-29 02:30:00.123+01',"
            + " '23:59:59.999999'), (2, -32768, -2147483648, -9223372036854775808, 0, 1e-45,"
            + " 5e-324, false, '', '', '', '', 'null', -99.99, -999999999999999,"
            + " -9999999999999999999999999999.9999999999, '00000000-0000-0000-0000-000000000000',"
            + " '4713-01-01 BC', '4713-01-01 00:00:00 BC', '0044-03-15 12:00:00+00 BC',"
            + " '00:00:00'), (3, 0, 0, 0, 1, '-0', '-0', null, null, null, null, null, null, 0, 0,"
            + " 0, null, '1970-01-01', '1969-12-31 23:59:59.999999', '1970-01-01 00:00:00+00',"
            + " '12:34:56.5')",
        "insert into typed(id, r, d) values (4, 'NaN', 'NaN'), (5, 'Infinity', '-Infinity'), (6,"
            + " null, null)",
        "insert into typed select n, n % 30000, n * 1000, n * 1000000007::bigint, n, n / 3.0, n /"
            + " 7.0, n % 2 = 0, decode(md5(n::text), 'hex'), md5(n::text), n::text, 'x',"
            + " to_jsonb(n), (n % 9999) / 100.0, n * 12345678::bigint, n *"
            + " 1234567890123456789.0123456789, md5(n::text)::uuid, date '1900-01-01' + n,"
            + " timestamp '1900-01-01' + n * interval '7 hours 3.000001 seconds', timestamptz"
            + " '1900-01-01' + n * interval '7 hours 3.001 seconds', time '00:00' + n * interval"
            + " '1.000007 seconds' from generate_series(100, 4000) n");
  }

  private void compareTyped() throws Exception {
    assertThat(Bench.types(file("typed")))
        .containsExactly(
            "id INTEGER",
            "s SMALLINT",
            "i INTEGER",
            "l BIGINT",
            "o BIGINT",
            "r FLOAT",
            "d DOUBLE",
            "f BOOLEAN",
            "b BLOB",
            "t VARCHAR",
            "v VARCHAR",
            "c VARCHAR",
            "j VARCHAR",
            "n4 DECIMAL(4,2)",
            "n15 DECIMAL(15,0)",
            "n38 DECIMAL(38,10)",
            "u UUID",
            "day DATE",
            "stamp TIMESTAMP",
            "moment TIMESTAMP WITH TIME ZONE",
            "clock TIME");
    same(
        "typed",
        List.of(
            "s::text",
            "i::text",
            "l::text",
            "o::text",
            "f::text",
            "encode(b, 'hex')",
            "t",
            "v",
            "rpad(c, 5) || '|'",
            "j::text",
            "n4::text",
            "n15::text",
            "n38::text",
            "u::text",
            "day - date '1970-01-01'",
            "(extract(epoch from stamp) * 1000000)::numeric(30,0)",
            "(extract(epoch from moment) * 1000000)::numeric(30,0)",
            "(extract(epoch from clock) * 1000000)::numeric(30,0)"),
        List.of(
            "s::text",
            "i::text",
            "l::text",
            "o::text",
            "f::text",
            "lower(hex(b))",
            "t",
            "v",
            "c || '|'",
            "j",
            "n4::text",
            "n15::text",
            "n38::text",
            "u::text",
            "date_diff('day', date '1970-01-01', day)",
            "epoch_us(stamp)",
            "epoch_us(moment)",
            "epoch_us(clock)"));
    for (String real : List.of("r::double precision", "d")) {
      assertThat(
              Bench.bits(
                  "jdbc:duckdb:", "select %s from '%s' order by id".formatted(real, file("typed"))))
          .isEqualTo(Bench.bits(jdbc, "select " + real + " from typed order by id"));
    }
  }

  @Test
  void each_type_that_parquet_has_is_carried_exactly() throws Exception {
    typed();
    ExportResult live = table(url, "typed");
    assertThat(live.converted()).isEmpty();
    compareTyped();
    Files.delete(file("typed"));
    String snapshot = belay.backup(BackupRequest.of(url), Progress.NONE).snapshot().orElseThrow();
    table(snapshot, "typed");
    compareTyped();
  }

  @Test
  void what_parquet_has_no_type_for_is_text_and_the_result_says_so() throws Exception {
    Bench.sql(
        jdbc,
        "create type mood as enum ('sad', 'glad')",
        "create table odd (id integer primary key, n numeric, big numeric(60,20), neg"
            + " numeric(5,-2), span interval, tags text[], m mood, net inet, tz timetz, day date,"
            + " stamp timestamptz, clock time, price numeric(10,2), range int4range, bits varbit)",
        "insert into odd values (1, 12345678901234567890.123456789012345678901234567890, 1e30,"
            + " 123400, '1 year 2 mons -3 days 04:05:06.7', '{a,NULL,\"b c\"}', 'glad',"
            + " '10.0.0.0/8', '12:00:00+02', 'infinity', '-infinity', '24:00:00', 'NaN', '[1,5)',"
            + " '101'), (2, 'NaN', null, null, null, null, null, null, null, '2026-01-01',"
            + " '2026-01-01 00:00+00', '01:02:03', 1.10, null, null)",
        "insert into odd(id) values (3)");
    ExportResult result = table(url, "odd");
    assertThat(result.converted())
        .contains(
            new Conversion("odd.n", "text", "numeric without a precision"),
            new Conversion("odd.big", "text", "numeric(60,20)"),
            new Conversion("odd.span", "text", "interval"),
            new Conversion("odd.day", "text", "infinity has no place in DATE"),
            new Conversion("odd.price", "text", "NaN has no place in DECIMAL(10,2)"))
        .hasSize(14);
    assertThat(Bench.types(file("odd"))).filteredOn(t -> !t.endsWith(" VARCHAR")).hasSize(1);
    List<String> columns =
        List.of(
            "n", "big", "neg", "span", "tags", "m", "net", "tz", "day", "clock", "price", "range",
            "bits");
    same("odd", columns.stream().map(c -> c + "::text").toList(), columns);
    assertThat(Bench.duckdb("select stamp from '" + file("odd") + "' order by id"))
        .containsExactly("-infinity", "2026-01-01 00:00:00+00", "null");
  }

  @Test
  void masked_values_keep_their_types_and_joins() throws Exception {
    Bench.sql(
        jdbc,
        "create table people (id uuid primary key, n bigint, name text, ok boolean,"
            + " price numeric(10,2), d double precision, stamp timestamptz, session_key text)",
        "create table visits (id serial primary key, person uuid references people)",
        "insert into people select md5(n::text)::uuid, n, 'name ' || n, true, n, n, now(), 'secret'"
            + " from generate_series(1, 50) n",
        "insert into visits(person) select md5((n % 50 + 1)::text)::uuid from generate_series(1,"
            + " 200) n");
    ExportRules rules =
        new ExportRules(
            List.of(),
            List.of(),
            Map.of(
                "people.id", new Mask.Hash(),
                "people.n", new Mask.Hash(),
                "people.name", new Mask.Fake(Mask.Kind.NAME),
                "people.ok", new Mask.Fixed("false"),
                "people.price", new Mask.Fixed("0.50"),
                "people.d", new Mask.Fixed("-1.5"),
                "people.stamp", new Mask.Null()));
    Target target = new Target("shop", url, Credentials.NONE, false, rules);
    try (Belay masked = Bench.belay(directory, Map.of("shop", target))) {
      ExportResult result = Bench.export(masked, "shop", directory.resolve("out") + "/");
      assertThat(result.leftOut()).containsExactly("people.session_key");
      assertThat(result.masked()).contains("people.id", "visits.person");
      assertThat(result.converted()).isEmpty();
    }
    Path people = directory.resolve("out/people.parquet");
    assertThat(Bench.types(people))
        .containsExactly(
            "id UUID",
            "n BIGINT",
            "name VARCHAR",
            "ok BOOLEAN",
            "price DECIMAL(10,2)",
            "d DOUBLE",
            "stamp TIMESTAMP WITH TIME ZONE");
    assertThat(
            Bench.duckdb(
                """
                select count(*), count(distinct p.id), bool_or(p.ok), min(p.price), max(p.d),
                       count(p.stamp), count(*) filter (p.name like 'name %%')
                from '%s' v join '%s' p on p.id = v.person
                """
                    .formatted(directory.resolve("out/visits.parquet"), people)))
        .containsExactly("200|50|false|0.50|-1.5|0|0");
    List<String> ids = Bench.rows(jdbc, "select id::text from people");
    assertThat(Bench.duckdb("select id::text from '" + people + "'"))
        .doesNotContainAnyElementsOf(ids);
  }
}

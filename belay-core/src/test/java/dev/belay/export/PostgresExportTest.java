package dev.belay.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.DiffRequest;
import dev.belay.ExportRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.ExportResult;
import dev.belay.model.Progress;
import dev.belay.model.QuerySink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes out of a PostgreSQL database, loaded by psql and looked at with sqlite3. */
@Tag("server")
class PostgresExportTest {
  private static final PostgresServers SERVER = PostgresServers.V15;

  @TempDir Path directory;
  private Workbench bench;
  private String url = "";

  @BeforeEach
  void database() {
    bench = new Workbench(directory);
    url = SERVER.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TYPE mood AS ENUM ('sad', 'glad')",
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.customers (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name"
            + " text NOT NULL, api_token text NOT NULL UNIQUE, boss integer REFERENCES"
            + " shop.customers)",
        "CREATE TABLE things (id bigserial PRIMARY KEY, owner integer REFERENCES shop.customers ON"
            + " DELETE CASCADE, price numeric(12,2), exact numeric, d double precision, r real, b"
            + " bytea, j jsonb, j0 json, at timestamptz, day date, span interval, tags text[], u"
            + " uuid, ok boolean, m mood, c char(5), x xml, bits bit(4), net inet, size integer"
            + " GENERATED ALWAYS AS (length(c)) STORED)",
        "INSERT INTO shop.customers(name, api_token, boss) VALUES ('O''Hara \\ \"q\"',"
            + " 'tok-secret-1', NULL), (E'tab\\tline\\n"
            + "end', 'tok-secret-2', 1)",
        "INSERT INTO things(owner, price, exact, d, r, b, j, j0, at, day, span, tags, u, ok, m, c,"
            + " x, bits, net) VALUES (1, 1.10, 12345678901234567890.12345678901234567890, 0.1,"
            + " 1e-10, '\\x00ff', '{\"a\": [1, null]}', '{\"b\":   1}', '2026-03-29 02:30:00+01',"
            + " '2026-01-01', '1 year 2 mons -3 days 04:05:06.7', '{a,NULL,\"b c\"}',"
            + " 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', true, 'glad', 'ab', '<a>1</a>', '1010',"
            + " '10.0.0.0/8')",
        "INSERT INTO things(owner, price, exact, d, r, at, day) VALUES"
            + " (2, NULL, 'NaN', 'NaN', '-Infinity', 'infinity', '4713-01-01 BC'),"
            + " (NULL, -0.01, 'Infinity', -0.0, 'NaN', NULL, 'infinity'),"
            + " (NULL, 3.00, 1.000, 1e300, 3.4028235e38, NULL, NULL),"
            + " (NULL, 3.00, 0, 5e-324, 1e-45, NULL, NULL)",
        "INSERT INTO things(d, r) SELECT n / 7.0, n / 3.0 FROM generate_series(1, 300) n",
        "CREATE VIEW glad AS SELECT * FROM things WHERE m = 'glad'");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private ExportResult export(String source, Path output, boolean sensitive, String... tables) {
    ExportRequest request = ExportRequest.of(source, output.toString()).withTables(tables);
    return bench.belay.export(sensitive ? request.withSensitive("") : request, Progress.NONE);
  }

  private DiffResult diff(String from, String to) {
    return bench.belay.diff(
        new DiffRequest(from, Optional.of(to), List.of()), Progress.NONE, Optional.empty());
  }

  @Test
  void sql_with_everything_loads_with_psql_into_an_equal_database() throws Exception {
    String snapshot =
        bench.belay.backup(BackupRequest.of(url), Progress.NONE).snapshot().orElseThrow();
    Path script = directory.resolve("shop.sql");
    export(snapshot, script, true);
    String copy = SERVER.freshDatabase();
    Tools.psql(copy, script);
    assertThat(diff(snapshot, copy).equal()).isTrue();
    try (Connection connection = PostgresServers.connect(copy);
        Statement statement = connection.createStatement();
        ResultSet next =
            statement.executeQuery(
                "INSERT INTO shop.customers(name, api_token) VALUES ('next', 't') RETURNING id")) {
      assertThat(next.next()).isTrue();
      assertThat(next.getInt(1)).isEqualTo(3);
    }
  }

  @Test
  void sql_without_secrets_loads_from_the_live_database() throws Exception {
    Path script = directory.resolve("shop.sql");
    ExportResult result = export(url, script, false);
    assertThat(result.leftOut()).containsExactly("shop.customers.api_token");
    assertThat(Files.readString(script)).doesNotContain("tok-secret");
    String copy = SERVER.freshDatabase();
    Tools.psql(copy, script);
    assertThat(diff(url, copy).tables())
        .allSatisfy(t -> assertThat(t.insert() + t.delete()).isZero())
        .filteredOn(t -> t.update() > 0)
        .singleElement()
        .satisfies(t -> assertThat(t.table().name()).isEqualTo("customers"));
  }

  @Test
  void csv_is_what_psql_copies_in() throws Exception {
    Path csv = directory.resolve("things.csv");
    export(url, csv, false, "things");
    String copy = SERVER.copyOf(url);
    PostgresServers.run(copy, "DELETE FROM things");
    String header = Files.readString(csv).lines().findFirst().orElseThrow();
    Path script =
        Files.writeString(
            directory.resolve("load.sql"),
            "\\copy things(" + header + ") from '" + csv + "' csv header\n");
    Tools.psql(copy, script);
    assertThat(diff(url, copy).equal()).isTrue();
  }

  private static List<String> rows(String url, String query) throws Exception {
    try (Connection connection = PostgresServers.connect(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        StringBuilder row = new StringBuilder(result.getString(1));
        for (int i = 2; i <= result.getMetaData().getColumnCount(); i++) {
          row.append('|').append(result.getString(i));
        }
        rows.add(row.toString());
      }
      return rows;
    }
  }

  /** A Belay whose configuration masks columns of each type. */
  private Workbench masked() throws Exception {
    Path own = Files.createDirectories(directory.resolve("masked"));
    return Workbench.of(
        own,
        """
        databases:
          shop:
            url: %s
            export:
              sensitive: [things.x]
              masks:
                shop.customers.id: hash
                shop.customers.name: {fake: name}
                things.b: hash
                things.u: hash
                things.c: hash
                things.price: {fixed: "0.50"}
                things.d: {fixed: "-1.5"}
                things.ok: {fixed: "false"}
                things.net: "null"
        """
            .formatted(url));
  }

  private static ExportResult export(Workbench bench, Path output, String... tables) {
    return bench.belay.export(
        ExportRequest.of("shop", output.toString()).withTables(tables).withMaskKey("a key"),
        Progress.NONE);
  }

  @Test
  void masked_columns_load_and_keep_their_types_and_joins() throws Exception {
    try (Workbench masked = masked()) {
      Path script = directory.resolve("masked.sql");
      ExportResult result = export(masked, script);
      assertThat(result.masked())
          .contains("shop.customers.id", "shop.customers.boss", "things.owner", "things.u")
          .doesNotContain("things.x");
      assertThat(result.leftOut())
          .containsExactlyInAnyOrder("shop.customers.api_token", "things.x");
      assertThat(Files.readString(script)).doesNotContain("O''Hara", "tok-secret", "a0eebc99");
      String copy = SERVER.freshDatabase();
      Tools.psql(copy, script);
      String joined =
          "SELECT count(*), count(DISTINCT t.owner), bool_and(c.id NOT IN (1, 2)),"
              + " bool_and(t.price = 0.50), bool_and(t.d = -1.5), bool_or(t.ok), count(t.net),"
              + " min(octet_length(t.b)) FROM things t JOIN shop.customers c ON c.id = t.owner";
      assertThat(rows(copy, joined)).containsExactly("2|2|t|t|t|f|0|16");
      assertThat(
              rows(
                  copy,
                  "SELECT b.id = c.boss FROM shop.customers c JOIN shop.customers b ON b.id ="
                      + " c.boss"))
          .containsExactly("t");
    }
  }

  @Test
  void masked_values_are_the_same_in_each_format() throws Exception {
    try (Workbench masked = masked()) {
      Path json = directory.resolve("m.json");
      Path csv = directory.resolve("m.csv");
      Path file = directory.resolve("m.db");
      export(masked, json, "shop.customers", "things");
      export(masked, csv, "shop.customers");
      export(masked, file, "shop.customers", "things");
      List<String> customers =
          Tools.sqlite3(
                  file,
                  Files.writeString(
                      directory.resolve("a.sql"),
                      "SELECT id, name, boss FROM \"shop.customers\" ORDER BY name;"))
              .lines()
              .sorted()
              .toList();
      assertThat(Files.readAllLines(csv).stream().skip(1).map(l -> l.replace(',', '|')).sorted())
          .containsExactlyElementsOf(customers);
      String text = Files.readString(json);
      assertThat(text).contains("\"ok\": false", "\"price\": \"0.50\"", "\"d\": -1.5");
      for (String customer : customers) {
        assertThat(text).contains("\"id\": " + customer.substring(0, customer.indexOf('|')));
      }
    }
  }

  @Test
  void a_mask_that_is_no_value_of_its_column_is_refused() throws Exception {
    for (String mask : List.of("price: {fixed: cheap}", "ok: {fixed: perhaps}", "d: hash")) {
      Path own = Files.createTempDirectory(directory, "bad");
      try (Workbench bad =
          Workbench.of(
              own,
              "databases:\n  shop:\n    url: %s\n    export:\n      masks:\n        things.%s\n"
                  .formatted(url, mask))) {
        assertThatThrownBy(() -> export(bad, own.resolve("x.json")))
            .isInstanceOfSatisfying(
                BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
            .hasMessageContaining("things." + mask.substring(0, mask.indexOf(':')));
        assertThat(own.resolve("x.json")).doesNotExist();
      }
    }
  }

  @Test
  void snapshots_and_live_databases_are_asked_in_sql() throws Exception {
    String snapshot =
        bench.belay.backup(BackupRequest.of(url), Progress.NONE).snapshot().orElseThrow();
    PostgresServers.run(url, "DELETE FROM things WHERE id > 2");
    String sql =
        "select c.name, t.price, typeof(t.price), t.exact, hex(t.b), t.ok, t.u, t.at"
            + " from things t join \"shop.customers\" c on c.id = t.owner where t.id = 1";
    List<Object> row =
        List.of(
            "O'Hara \\ \"q\"",
            1.1,
            "real",
            "12345678901234567890.12345678901234567890",
            "00FF",
            1L,
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "2026-03-29 01:30:00+00");
    assertThat(asked(snapshot, sql)).containsExactly(row);
    assertThat(asked(url, sql)).containsExactly(row);
    assertThat(asked(snapshot, "select count(*), sum(id) from things"))
        .containsExactly(List.of(305L, 305L * 306 / 2));
    assertThat(asked(url, "select count(*) from things")).containsExactly(List.of(2L));
    for (String bad : List.of("delete from things", "select * from nothing", "select 1 +")) {
      assertThatThrownBy(() -> asked(url, bad))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
    }
  }

  private List<List<Object>> asked(String source, String sql) {
    List<List<Object>> rows = new ArrayList<>();
    bench.belay.query(
        source,
        sql,
        new QuerySink() {
          @Override
          public void columns(List<String> names) {}

          @Override
          public void row(List<@Nullable Object> values) {
            rows.add(values.stream().<Object>map(v -> v == null ? "NULL" : v).toList());
          }
        },
        Progress.NONE);
    return rows;
  }

  @Test
  void a_sqlite_file_holds_the_tables() throws Exception {
    Path file = directory.resolve("shop.db");
    export(url, file, false);
    Path ask =
        Files.writeString(
            directory.resolve("ask.sql"),
            "SELECT price, typeof(price), exact, typeof(exact), d, hex(b), ok FROM things WHERE id"
                + " = 1; SELECT count(*), sum(price) FROM things; SELECT d, exact FROM things WHERE"
                + " id = 2; SELECT name FROM \"shop.customers\" WHERE id = 1;");
    assertThat(Tools.sqlite3(file, ask).lines())
        .containsExactly(
            "1.1|real|12345678901234567890.12345678901234567890|text|0.1|00FF|1",
            "305|7.09",
            "NaN|NaN",
            "O'Hara \\ \"q\"");
  }
}

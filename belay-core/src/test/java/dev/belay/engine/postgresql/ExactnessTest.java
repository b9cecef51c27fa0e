package dev.belay.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.Change;
import dev.belay.engine.Database;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Scratch;
import dev.belay.engine.Stage;
import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** Values of every type, out and in again: bit for bit, and in the order that rows promise. */
@Tag("server")
final class ExactnessTest {
  /** A type and values of it as SQL expressions. */
  private record Sample(String type, String... values) {}

  private static final String MAKE_TYPES =
      """
      CREATE TYPE mood AS ENUM ('sad', 'Happy', 'so "so"');
      CREATE TYPE inner_pair AS (a int, b text);
      CREATE TYPE outer_pair AS (p inner_pair, q numeric[]);
      CREATE DOMAIN positive AS int CHECK (value > 0);
      CREATE DOMAIN shout AS text COLLATE "C" DEFAULT 'x';
      CREATE TYPE float_range AS RANGE (subtype = float8);
      """;

  private static final List<Sample> SAMPLES =
      List.of(
          new Sample("smallint", "-32768", "32767", "0", "9", "10"),
          new Sample("integer", "-2147483648", "2147483647", "-1", "100", "99"),
          new Sample("bigint", "-9223372036854775808", "9223372036854775807", "5", "-10", "-9"),
          new Sample("oid", "0", "4294967295", "2147483648", "12"),
          new Sample("positive", "1", "10", "9"),
          new Sample(
              "numeric",
              "'NaN'",
              "'Infinity'",
              "'-Infinity'",
              "1.10",
              "1.1000001",
              "-0.5",
              "1e40",
              "1e-40",
              "123456789012345678901234567890.123456789",
              "0.000"),
          new Sample("numeric(12,4)", "1", "-99999999.9999", "0.0001", "'NaN'"),
          new Sample(
              "real",
              "'NaN'",
              "'Infinity'",
              "'-Infinity'",
              "'-0'",
              "1.1",
              "3.4e38",
              "1e-45",
              "16777217"),
          new Sample(
              "double precision",
              "'NaN'",
              "'-Infinity'",
              "'-0'",
              "0.1",
              "5e-324",
              "1.7976931348623157e308",
              "0.30000000000000004",
              "9007199254740993"),
          new Sample(
              "money", "'-92233720368547758.08'", "'92233720368547758.07'", "'0.05'", "'1234.5'"),
          new Sample("boolean", "true", "false"),
          new Sample(
              "text",
              "''",
              "' '",
              "E'a\\tb\\nc\\\\d\\r\\b\\f\\v'",
              "E'\\\\N'",
              "E'\\\\.'",
              "'é'",
              "'Z'",
              "'z'",
              "'a b'",
              "'ab'",
              "'😀'",
              "E'\\uffff'",
              "E'\\x01'",
              "repeat('x', 3000)"),
          new Sample("varchar(20)", "'a'", "'B'", "'a '", "'_'", "'-'"),
          new Sample("char(6)", "'a'", "'ab'", "'b'", "''", "E'a\\tb'"),
          new Sample("\"char\"", "'a'", "'B'", "'\\'", "'9'"),
          new Sample("name", "'pg'", "'A name'", "'a name'"),
          new Sample("shout", "'a'", "'A'", "'b'"),
          new Sample("mood", "'sad'", "'Happy'", "'so \"so\"'"),
          new Sample("bytea", "''", "'\\x00'", "'\\xff'", "'\\x0001'", "'\\x5c4e'"),
          new Sample(
              "uuid",
              "'00000000-0000-0000-0000-000000000000'",
              "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
              "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"),
          new Sample(
              "date",
              "'infinity'",
              "'-infinity'",
              "'4713-01-01 BC'",
              "'5874897-12-31'",
              "'2000-02-29'",
              "'0044-03-15 BC'"),
          new Sample("time", "'00:00'", "'24:00'", "'23:59:59.999999'"),
          new Sample("time with time zone", "'00:00+15:59'", "'24:00-15:59'", "'12:00:00.5+05:30'"),
          new Sample(
              "timestamp",
              "'infinity'",
              "'-infinity'",
              "'4713-01-01 00:00:00 BC'",
              "'294276-12-31 23:59:59.999999'",
              "'2000-01-01 00:00:00.000001'"),
          new Sample(
              "timestamp with time zone",
              "'infinity'",
              "'-infinity'",
              "'2021-03-28 01:30:00.123456+01'",
              "'0001-01-01 00:00:00+00 BC'",
              "'1883-11-18 12:03:58+00'"),
          new Sample(
              "interval",
              "'1 year -2 mons 3 days -04:05:06.789'",
              "'-00:00:00.000001'",
              "'30 days'",
              "'1 mon'",
              "'720:00:00'",
              "'178000000 years'"),
          new Sample("bit(5)", "B'00000'", "B'10101'"),
          new Sample("bit varying", "B''", "B'1'", "B'10'", "B'0'"),
          new Sample("inet", "'10.0.0.1/8'", "'10.0.0.1'", "'::1'", "'9.1.2.3'"),
          new Sample("cidr", "'10.0.0.0/8'", "'2001:db8::/32'"),
          new Sample("macaddr", "'08:00:2b:01:02:03'", "'ff:ff:ff:ff:ff:ff'"),
          new Sample("macaddr8", "'08:00:2b:01:02:03:04:05'"),
          new Sample(
              "json", "'{\"b\":1,  \"a\": 1.0, \"a\":2}'", "'  [1 ]'", "'\"\\u00e9\\n\"'", "'1e5'"),
          new Sample("jsonb", "'{\"b\":1,  \"a\": 1.00}'", "'[1, 1.0, 1e3]'", "'null'"),
          new Sample(
              "xml",
              "'<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>é</a>'",
              "'<a/>'",
              "'a<b/>c'"),
          new Sample("point", "'(1.1,-0)'", "'(NaN,Infinity)'"),
          new Sample("line", "'{1,2,3}'"),
          new Sample("lseg", "'[(0,0),(1e-300,2)]'"),
          new Sample("box", "'(2,3),(0.1,1)'"),
          new Sample("path", "'[(0,0),(1,1)]'", "'((0,0),(1,1))'"),
          new Sample("polygon", "'((0,0),(1,1),(2,0))'"),
          new Sample("circle", "'<(0.1,0),2>'"),
          new Sample("int4range", "'empty'", "'(1,10]'", "'[,5)'"),
          new Sample("numrange", "'(1.0,1.00)'", "'[1.0,1.00]'"),
          new Sample("tstzrange", "'[2020-01-01 00:00+00,infinity)'"),
          new Sample("float_range", "'[0.1,0.30000000000000004)'"),
          new Sample("int4multirange", "'{}'", "'{[1,3),[5,9)}'"),
          new Sample("tsvector", "'a:1A fat:2B,4C cat:5D'", "$$'it''s' \\\\ $$"),
          new Sample("tsquery", "'fat & (rat | cat:ab*) & !dog'"),
          new Sample("integer[]", "'{}'", "'[0:1]={1,NULL}'", "'{{1,2},{3,4}}'"),
          new Sample("text[]", "ARRAY['a,b', 'NULL', NULL, '', '\"', E'\\\\', E'\\t', '{}']"),
          new Sample(
              "outer_pair",
              "ROW(ROW(1, 'a\"b'), '{1.0,NULL}')",
              "ROW(NULL, NULL)",
              "ROW(ROW(NULL, ''), '{}')"),
          new Sample("inner_pair[]", "ARRAY[ROW(1, 'x'), NULL, ROW(NULL, NULL)]::inner_pair[]"),
          new Sample("pg_lsn", "'0/0'", "'16/B374D848'"),
          new Sample("xid", "'4294967295'"),
          new Sample("tid", "'(4294967295,65535)'"),
          new Sample("regclass", "'pg_class'", "'pg_type'"),
          new Sample("regtype", "'integer'", "'mood'"),
          new Sample("jsonpath", "'$.a[*] ? (@ > 1)'"),
          new Sample("txid_snapshot", "'10:20:10,14,15'"),
          new Sample("pg_snapshot", "'10:20:10,14,15'"));

  @ParameterizedTest
  @EnumSource
  void values_of_every_type_come_back_bit_for_bit(PostgresServers server) throws Exception {
    String source = server.freshDatabase();
    List<String> names = new ArrayList<>();
    StringBuilder ddl = new StringBuilder(MAKE_TYPES);
    StringBuilder rows = new StringBuilder();
    for (Sample sample : SAMPLES) {
      String name = "t" + names.size();
      names.add(name);
      ddl.append("CREATE TABLE %s (v %s, n int);".formatted(name, sample.type));
      int number = 0;
      for (String value : sample.values) {
        rows.append(
            "INSERT INTO %s SELECT (%s)::%s, %d;".formatted(name, value, sample.type, number++));
      }
      rows.append("INSERT INTO %s VALUES (NULL, -1), (NULL, -1);".formatted(name));
    }
    PostgresServers.run(source, ddl.toString());
    String target = server.copyOf(source);
    PostgresServers.run(source, rows.toString());
    copy(source, target);
    for (String name : names) {
      String type = SAMPLES.get(names.indexOf(name)).type;
      assertThat(binary(target, name, type)).as(type).isEqualTo(binary(source, name, type));
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_type_keeps_the_order_that_rows_promise(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    StringBuilder sql = new StringBuilder(MAKE_TYPES);
    List<String> names = new ArrayList<>();
    for (Sample sample : SAMPLES) {
      if (List.of(
              "json",
              "xml",
              "point",
              "line",
              "lseg",
              "box",
              "path",
              "polygon",
              "circle",
              "xid",
              "jsonpath",
              "txid_snapshot",
              "pg_snapshot")
          .contains(sample.type)) {
        continue; // no order of their own, so they can't be keys
      }
      String name = "k" + names.size();
      names.add(name);
      sql.append("CREATE TABLE %s (n int, v %s, PRIMARY KEY (v, n));".formatted(name, sample.type));
      int number = 0;
      for (String value : sample.values) {
        number += 10;
        sql.append(
            "INSERT INTO %s SELECT i, (%s)::%s FROM generate_series(%d, %d) i;"
                .formatted(name, value, sample.type, number - 1, number + 1));
      }
    }
    PostgresServers.run(url, sql.toString());
    try (LiveDataset moment = ReadingTest.database(url).read(ReadOptions.DEFAULT)) {
      for (String name : names) {
        // It is lines that looks at the order.
        assertThat(ReadingTest.lines(moment, name)).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PostgresServers.class)
  void private_copies_are_exact(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    StringBuilder sql = new StringBuilder(MAKE_TYPES);
    for (int i = 0; i < SAMPLES.size(); i++) {
      Sample sample = SAMPLES.get(i);
      sql.append("CREATE TABLE s%d (n int, v %s);".formatted(i, sample.type));
      for (int j = 0; j < sample.values.length; j++) {
        sql.append(
            "INSERT INTO s%d VALUES (%d, (%s)::%s);"
                .formatted(i, j, sample.values[j], sample.type));
      }
      sql.append("INSERT INTO s%d VALUES (-1, NULL);".formatted(i));
    }
    sql.append(
        """
        CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text NOT NULL,
          twice text GENERATED ALWAYS AS (a || a) STORED, s serial, CHECK (a <> ''));
        INSERT INTO numbered (a) VALUES ('x'), ('y');
        """);
    PostgresServers.run(url, sql.toString());
    Database database = ReadingTest.database(url);
    try (LiveDataset moment = database.read(ReadOptions.DEFAULT)) {
      for (boolean live : new boolean[] {true, false}) {
        try (Scratch scratch = database.scratch(ReadOptions.DEFAULT)) {
          List<Table> tables = scratch.catalog().tables();
          scratch.begin(tables);
          for (Table table : tables) {
            fill(scratch, table, live, moment);
          }
          assertThat(scratch.ask("generated", "SELECT max(twice) FROM numbered").rows())
              .containsExactly(List.of("yy"));
          scratch.seal();
          for (Table table : tables) {
            assertThat(text(scratch.rows(table)))
                .as(table.name().toString())
                .isEqualTo(text(moment.rows(table)));
          }
        }
      }
    }
  }

  private static List<String> text(RowStream rows) throws IOException {
    List<String> lines = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        lines.add(
            new String(
                rows.buffer(),
                rows.start(),
                rows.end() - rows.start(),
                java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return lines;
  }

  private static void fill(Scratch scratch, Table table, boolean live, LiveDataset moment)
      throws IOException {
    if (live) {
      scratch.fillLive(table, "copy", Optional.empty(), Scratch.Which.MATCHING);
      return;
    }
    try (RowStream rows = moment.rows(table);
        Stage stage = scratch.fill(table, table.stored())) {
      while (rows.next()) {
        stage.insert(rows.buffer(), rows.start(), rows.end());
      }
    }
  }

  @Property(tries = 8)
  void text_is_ordered_as_its_bytes(@ForAll("texts") List<String> texts) throws Exception {
    for (String options :
        List.of(
            "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
            "ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")) {
      String url = sharedDatabase(options);
      PostgresServers.run(
          url,
          "DROP TABLE IF EXISTS texts, loose, bytes",
          "CREATE TABLE texts (v text PRIMARY KEY, w varchar, c char(300))",
          "CREATE TABLE loose (v text, n int)",
          "CREATE TABLE bytes (v bytea PRIMARY KEY)");
      try (Connection connection = PostgresServers.connect(url);
          java.sql.PreparedStatement insert =
              connection.prepareStatement(
                  "WITH a AS (INSERT INTO texts VALUES (?, ?, ?)), b AS (INSERT INTO loose VALUES (?, 1)) INSERT INTO bytes VALUES (?)")) {
        for (String text : texts) {
          for (int i = 1; i <= 4; i++) {
            insert.setString(i, text);
          }
          insert.setBytes(5, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
          insert.executeUpdate();
        }
      }
      try (LiveDataset moment = ReadingTest.database(url).read(ReadOptions.DEFAULT)) {
        for (String table : List.of("texts", "loose", "bytes")) {
          assertThat(ReadingTest.lines(moment, table)).hasSameSizeAs(texts);
        }
      }
    }
  }

  private static String sharedDatabase(String options) throws SQLException {
    String name = options.contains("UTF-8") ? "shared_utf" : "shared_c";
    String url = PostgresServers.V15.url(name);
    try (Connection connection = PostgresServers.connect(PostgresServers.V15.url("postgres"));
        java.sql.Statement statement = connection.createStatement();
        java.sql.ResultSet found =
            statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
      if (!found.next()) {
        PostgresServers.run(
            PostgresServers.V15.url("postgres"),
            "CREATE DATABASE " + name + " TEMPLATE template0 " + options);
      }
    }
    return url;
  }

  @Provide
  Arbitrary<List<String>> texts() {
    Arbitrary<Character> letters =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(5, Arbitraries.chars().range('\u0001', '\u007f')),
            net.jqwik.api.Tuple.of(
                2, Arbitraries.chars().with('\\', '\t', '\n', '\r', 'a', 'A', ' ')),
            net.jqwik.api.Tuple.of(1, Arbitraries.chars().range('\u0080', '\ud7ff')),
            net.jqwik.api.Tuple.of(1, Arbitraries.chars().range('\ue000', '\uffff')));
    Arbitrary<String> texts =
        letters
            .list()
            .ofMaxSize(8)
            .map(
                list -> {
                  StringBuilder all = new StringBuilder();
                  list.forEach(all::append);
                  return all.length() == 5 ? all + "😀" : all.toString();
                });
    return texts.list().ofMinSize(2).ofMaxSize(40).uniqueElements();
  }

  /** Copies all tables into equal ones that are empty, through Belay. */
  static void copy(String source, String target) throws IOException {
    Database to = ReadingTest.database(target);
    try (LiveDataset from = ReadingTest.database(source).read(ReadOptions.DEFAULT);
        Change change = to.change(ReadOptions.DEFAULT)) {
      List<Table> tables = change.catalog().tables();
      change.lock(tables);
      for (Table table : tables) {
        try (RowStream rows = from.rows(table);
            Stage stage = change.bulk(table, table.stored())) {
          while (rows.next()) {
            stage.insert(rows.buffer(), rows.start(), rows.end());
          }
        }
      }
      change.apply();
      change.commitMark();
      change.commit();
    }
  }

  private static byte[] binary(String url, String table, String type)
      throws SQLException, IOException {
    // What is sent of xml leaves out the encoding that a document declares.
    String value = type.equals("xml") ? "v::text" : "v";
    try (Connection connection = PostgresServers.connect(url)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut(
              "COPY (SELECT n, %s FROM %s ORDER BY n) TO STDOUT WITH (FORMAT binary)"
                  .formatted(value, table),
              out);
      return out.toByteArray();
    }
  }
}

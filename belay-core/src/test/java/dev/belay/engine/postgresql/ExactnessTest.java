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
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** Values of every type, out and in again: bit for bit, and in the order that rows promise. */
@Tag("server")
final class ExactnessTest {
  @ParameterizedTest
  @EnumSource
  void values_of_every_type_come_back_bit_for_bit(PostgresServers server) throws Exception {
    String source = server.freshDatabase();
    List<String> names = new ArrayList<>();
    StringBuilder ddl = new StringBuilder(Sample.MAKE_TYPES);
    StringBuilder rows = new StringBuilder();
    for (Sample sample : Sample.ALL) {
      String name = "t" + names.size();
      names.add(name);
      ddl.append("CREATE TABLE %s (v %s, n int);".formatted(name, sample.type()));
      int number = 0;
      for (String value : sample.values()) {
        rows.append(
            "INSERT INTO %s SELECT (%s)::%s, %d;".formatted(name, value, sample.type(), number++));
      }
      rows.append("INSERT INTO %s VALUES (NULL, -1), (NULL, -1);".formatted(name));
    }
    PostgresServers.run(source, ddl.toString());
    String target = server.copyOf(source);
    PostgresServers.run(source, rows.toString());
    copy(source, target);
    for (String name : names) {
      String type = Sample.ALL.get(names.indexOf(name)).type();
      assertThat(binary(target, name, type)).as(type).isEqualTo(binary(source, name, type));
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_type_keeps_the_order_that_rows_promise(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    StringBuilder sql = new StringBuilder(Sample.MAKE_TYPES);
    List<String> names = new ArrayList<>();
    for (Sample sample : Sample.ALL) {
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
          .contains(sample.type())) {
        continue; // no order of their own, so they can't be keys
      }
      String name = "k" + names.size();
      names.add(name);
      sql.append(
          "CREATE TABLE %s (n int, v %s, PRIMARY KEY (v, n));".formatted(name, sample.type()));
      int number = 0;
      for (String value : sample.values()) {
        number += 10;
        sql.append(
            "INSERT INTO %s SELECT i, (%s)::%s FROM generate_series(%d, %d) i;"
                .formatted(name, value, sample.type(), number - 1, number + 1));
      }
    }
    PostgresServers.run(url, sql.toString());
    try (LiveDataset moment = Postgres.database(url).read(ReadOptions.DEFAULT)) {
      for (String name : names) {
        // It is lines that looks at the order.
        assertThat(Postgres.lines(moment, name)).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PostgresServers.class)
  void private_copies_are_exact(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    StringBuilder sql = new StringBuilder(Sample.MAKE_TYPES);
    for (int i = 0; i < Sample.ALL.size(); i++) {
      Sample sample = Sample.ALL.get(i);
      sql.append("CREATE TABLE s%d (n int, v %s);".formatted(i, sample.type()));
      for (int j = 0; j < sample.values().length; j++) {
        sql.append(
            "INSERT INTO s%d VALUES (%d, (%s)::%s);"
                .formatted(i, j, sample.values()[j], sample.type()));
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
    Database database = Postgres.database(url);
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
                rows.buffer(), rows.start(), rows.end() - rows.start(), StandardCharsets.UTF_8));
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
          PreparedStatement insert =
              connection.prepareStatement(
                  "WITH a AS (INSERT INTO texts VALUES (?, ?, ?)), b AS (INSERT INTO loose VALUES (?, 1)) INSERT INTO bytes VALUES (?)")) {
        for (String text : texts) {
          for (int i = 1; i <= 4; i++) {
            insert.setString(i, text);
          }
          insert.setBytes(5, text.getBytes(StandardCharsets.UTF_8));
          insert.executeUpdate();
        }
      }
      try (LiveDataset moment = Postgres.database(url).read(ReadOptions.DEFAULT)) {
        for (String table : List.of("texts", "loose", "bytes")) {
          assertThat(Postgres.lines(moment, table)).hasSameSizeAs(texts);
        }
      }
    }
  }

  private static String sharedDatabase(String options) throws SQLException {
    String name = options.contains("UTF-8") ? "shared_utf" : "shared_c";
    String url = PostgresServers.V15.url(name);
    try (Connection connection = PostgresServers.connect(PostgresServers.V15.url("postgres"));
        Statement statement = connection.createStatement();
        ResultSet found =
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
            Tuple.of(5, Arbitraries.chars().range('\u0001', '\u007f')),
            Tuple.of(2, Arbitraries.chars().with('\\', '\t', '\n', '\r', 'a', 'A', ' ')),
            Tuple.of(1, Arbitraries.chars().range('\u0080', '\ud7ff')),
            Tuple.of(1, Arbitraries.chars().range('\ue000', '\uffff')));
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
    Database to = Postgres.database(target);
    try (LiveDataset from = Postgres.database(source).read(ReadOptions.DEFAULT);
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

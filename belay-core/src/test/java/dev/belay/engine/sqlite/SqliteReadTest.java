package dev.belay.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Credentials;
import dev.belay.engine.Database;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only SQLite has: storage classes per value, shadow tables, a file that may be anything. */
final class SqliteReadTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("app.db");
  }

  private void run(String sql) throws SQLException {
    try (Session session =
        Session.open(
            new SqliteFile(file(), "app.db"), Session.Access.CREATE, Duration.ofSeconds(5))) {
      session.exec(sql);
    }
  }

  private Database database() {
    SqliteEngine engine = new SqliteEngine();
    return engine.database(engine.parse(file().toString()).orElseThrow(), Credentials.NONE);
  }

  private static Table table(LiveDataset live, String name) {
    return live.catalog().table(new TableName("main", name)).orElseThrow();
  }

  private List<String> lines(String table) throws IOException {
    try (LiveDataset live = database().read(ReadOptions.DEFAULT)) {
      return lines(live, table(live, table));
    }
  }

  private static List<String> lines(LiveDataset live, Table table) throws IOException {
    List<String> lines = new ArrayList<>();
    try (RowStream rows = live.rows(table)) {
      while (rows.next()) {
        lines.add(
            new String(
                rows.buffer(),
                rows.start(),
                rows.end() - rows.start() - 1,
                StandardCharsets.ISO_8859_1));
      }
    }
    return lines;
  }

  @Test
  void noTableIsTakenForLargerThanTheFile() throws Exception {
    run(
        "CREATE TABLE far (id INTEGER PRIMARY KEY, x); INSERT INTO far VALUES (1, 'a'),"
            + " (137438953473, 'b'); CREATE TABLE near (id INTEGER PRIMARY KEY, x); INSERT INTO near"
            + " VALUES (5, 'abc'), (6, 'abc')");
    try (LiveDataset live = database().read(ReadOptions.DEFAULT)) {
      assertThat(live.sizeHint(table(live, "far"))).isEqualTo(Files.size(file()));
      assertThat(live.sizeHint(table(live, "near"))).isPositive().isLessThan(Files.size(file()));
    }
  }

  @Test
  void aValueKeepsItsStorageClassWhateverTheColumnIs() throws Exception {
    run(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY, n NUMERIC, x TEXT, b BLOB);
        INSERT INTO t VALUES (1, 42, '42', x'3432'), (2, 1.5, '^i', x'5e'), (3, 'abc', NULL, 'abc'),
          (4, x'00', x'00ff', 7), (5, '^x', 'a' || char(9) || '\\', 2.5), (6, 9e999, '', x''), (7, '1x', '1', 1e300);
        CREATE TABLE loose(v);
        INSERT INTO loose VALUES ('42'), ('-1.5'), ('Infinity'), (42), (1e10), (10000000000), (-0.0), (0.0), (0);
        """);
    assertThat(lines("t"))
        .containsExactly(
            "1\t42\t42\t42",
            "2\t1.5\t^t^i\t^b^",
            "3\tabc\t\\N\t^tabc",
            "4\t^b\0\t^b\0\u00ff\t^i7",
            "5\t^t^x\ta\\t\\\\\t^r2.5",
            "6\tInfinity\t\t",
            "7\t1x\t1\t^r1.0E300");
    assertThat(lines("loose"))
        .containsExactly(
            "0", "-0.0", "0.0", "42", "10000000000", "1.0E10", "^t-1.5", "^t42", "^tInfinity");
  }

  @Test
  void textIsCarriedByteForByteWithNulAndInvalidUtf8() throws Exception {
    run("CREATE TABLE t(a TEXT); INSERT INTO t VALUES (CAST(x'6100ff62' AS TEXT))");
    assertThat(lines("t")).containsExactly("a\0\u00ffb");
  }

  @Test
  void keysAreTheRowidAliasThePrimaryKeyOrAUniqueNotNull() throws Exception {
    run(
        """
        CREATE TABLE alias("order" INTEGER PRIMARY KEY, u TEXT UNIQUE);
        CREATE TABLE quirk(id INTEGER PRIMARY KEY DESC, v);
        CREATE TABLE pair(a TEXT NOT NULL, b INT NOT NULL, PRIMARY KEY (b, a)) WITHOUT ROWID;
        CREATE TABLE uniq(a, b TEXT NOT NULL UNIQUE COLLATE NOCASE);
        CREATE TABLE partial(a NOT NULL, b);
        CREATE UNIQUE INDEX some ON partial(a) WHERE b > 0;
        CREATE TABLE generated(a INT, b INT GENERATED ALWAYS AS (a + 1) STORED, c AS (a * 2));
        """);
    try (LiveDataset live = database().read(ReadOptions.DEFAULT)) {
      assertThat(table(live, "alias").key()).containsExactly("order");
      assertThat(table(live, "alias").columns().get(0).form()).isEqualTo(Form.INTEGER);
      assertThat(table(live, "alias").otherUnique()).isTrue();
      assertThat(table(live, "quirk").key()).containsExactly("id");
      assertThat(table(live, "quirk").keyNullable()).isTrue();
      assertThat(table(live, "pair").key()).containsExactly("b", "a");
      assertThat(table(live, "pair").keyNullable()).isFalse();
      assertThat(table(live, "uniq").key()).containsExactly("b");
      assertThat(table(live, "uniq").otherUnique()).isFalse();
      assertThat(table(live, "partial").key()).isEmpty();
      assertThat(table(live, "partial").otherUnique()).isTrue();
      assertThat(table(live, "generated").stored()).extracting(Column::name).containsExactly("a");
    }
  }

  @Test
  void aFullTextIndexIsStoredAsItsShadowTables() throws Exception {
    run(
        """
        CREATE VIRTUAL TABLE search USING fts5(title, body);
        INSERT INTO search VALUES ('one', 'two three');
        CREATE VIEW v AS SELECT * FROM search;
        """);
    try (LiveDataset live = database().read(ReadOptions.DEFAULT)) {
      assertThat(live.catalog().tables())
          .extracting(t -> t.name().name() + " of " + t.partOf())
          .containsExactly(
              "search_config of search",
              "search_content of search",
              "search_data of search",
              "search_docsize of search",
              "search_idx of search");
      assertThat(live.scripts().before()).contains("USING fts5").doesNotContain("search_data");
      assertThat(live.scripts().after()).contains("CREATE VIEW v");
      assertThat(lines(live, table(live, "search_content"))).containsExactly("1\tone\ttwo three");
    }
  }

  @Test
  void utf16TextIsReadAsUtf8AndInItsOrder() throws Exception {
    run(
        """
        PRAGMA encoding = 'UTF-16be';
        CREATE TABLE t(a TEXT PRIMARY KEY) WITHOUT ROWID;
        INSERT INTO t VALUES (char(0x1f600)), (char(0xffe0)), (char(0xe9)), ('z');
        """);
    assertThat(lines("t").stream().map(l -> l.getBytes(StandardCharsets.ISO_8859_1)))
        .extracting(b -> new String(b, StandardCharsets.UTF_8))
        .containsExactly("z", "\u00e9", "\uffe0", "\ud83d\ude00");
  }

  @Test
  void whatIsNoDatabaseIsRefusedByNameAndNothingIsMade() throws Exception {
    assertThat(database().exists()).isFalse();
    assertRead(ErrorCode.NOT_FOUND, "app.db");
    assertThat(file()).doesNotExist();
    Files.createFile(file());
    assertRead(ErrorCode.REFUSED, "empty file");
    Files.writeString(file(), "just text, no database at all".repeat(100));
    assertRead(ErrorCode.DAMAGED, "not a SQLite database");
    Files.delete(file());
    Files.createDirectory(file());
    assertRead(ErrorCode.REFUSED, "a directory");
  }

  private void assertRead(ErrorCode code, String words) {
    assertThatThrownBy(() -> database().read(ReadOptions.DEFAULT))
        .isInstanceOfSatisfying(BelayException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }

  @Test
  void aDamagedPageIsReportedWithItsTable() throws Exception {
    run(
        """
        CREATE TABLE good(id INTEGER PRIMARY KEY, v);
        CREATE TABLE bad(id INTEGER PRIMARY KEY, v);
        INSERT INTO good SELECT value, hex(zeroblob(100)) FROM generate_series(1, 500);
        """
            .replace("FROM generate_series(1, 500)", "FROM (" + numbers(500) + ")"));
    run("INSERT INTO bad SELECT * FROM good");
    int page = rootOf("bad");
    byte[] bytes = Files.readAllBytes(file());
    java.util.Arrays.fill(bytes, (page - 1) * 4096, page * 4096, (byte) 0x55);
    Files.write(file(), bytes);
    assertThatThrownBy(() -> lines("bad"))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED))
        .hasMessageContaining("table bad");
    assertThat(lines("good")).hasSize(500);
    assertThat(database().check(ReadOptions.DEFAULT))
        .isNotEmpty()
        .anySatisfy(d -> assertThat(d.tables()).contains(new TableName("main", "bad")));
  }

  private static String numbers(int count) {
    return "WITH RECURSIVE n(value) AS (VALUES (1) UNION ALL SELECT value + 1 FROM n WHERE value < "
        + count
        + ") SELECT value FROM n";
  }

  private int rootOf(String table) throws SQLException {
    try (Session session =
        Session.open(
            new SqliteFile(file(), "app.db"), Session.Access.READ, Duration.ofSeconds(5))) {
      return (int)
          session.number("SELECT rootpage FROM sqlite_schema WHERE name = " + Sql.text(table));
    }
  }

  @Test
  void referencesAreUnderstood() {
    SqliteEngine engine = new SqliteEngine();
    assertThat(engine.parse("app.db").orElseThrow().name()).isEqualTo("app");
    assertThat(engine.parse("sqlite:app").orElseThrow().name()).isEqualTo("app");
    assertThat(engine.parse("sqlite:///srv/my.app.db").orElseThrow().parts())
        .containsEntry("path", "/srv/my.app.db");
    assertThat(engine.parse("postgresql://host/app.db")).isEmpty();
    assertThat(engine.parse("orders")).isEmpty();
    assertThatThrownBy(() -> engine.parse("sqlite:"))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
  }

  @Test
  void namesOfFilesMeanNothingElse() throws Exception {
    Path odd = directory.resolve("a?mode=memory&x%20#1.db");
    SqliteFile file = new SqliteFile(odd, "odd");
    try (Session session = Session.open(file, Session.Access.CREATE, Duration.ZERO)) {
      session.exec("CREATE TABLE t(a)");
    }
    assertThat(odd).exists();
  }
}

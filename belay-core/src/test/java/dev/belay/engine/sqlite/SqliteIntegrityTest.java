package dev.belay.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Database.Damage;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.TableName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code PRAGMA integrity_check} complains of, ours complains of, and of nothing else. */
final class SqliteIntegrityTest {
  private static final int PAGE = 1024;

  private static final String ODD =
      """
      CREATE TABLE ints(id INTEGER PRIMARY KEY, a INT, b INT, UNIQUE (a, b));
      CREATE INDEX ints_down ON ints(b DESC, a);
      CREATE TABLE pair(a INTEGER, b INTEGER, c, PRIMARY KEY (a, b));
      CREATE INDEX pair_b ON pair(b);
      CREATE TABLE own(id INTEGER PRIMARY KEY, a);
      CREATE INDEX own_id ON own(a, id);
      CREATE TABLE mixed(k TEXT PRIMARY KEY, v, r REAL, n NUMERIC);
      CREATE INDEX mixed_v ON mixed(v);
      CREATE INDEX mixed_r ON mixed(r DESC);
      CREATE INDEX mixed_n ON mixed(n, v);
      CREATE TABLE texts(a TEXT, b TEXT COLLATE NOCASE, c TEXT COLLATE RTRIM UNIQUE);
      CREATE INDEX texts_all ON texts(a COLLATE NOCASE, b COLLATE BINARY DESC, c);
      CREATE TABLE "odd ""name"(rowid TEXT, "a b" UNIQUE);
      CREATE TABLE keyed(a, b, c, PRIMARY KEY (b DESC, a)) WITHOUT ROWID;
      CREATE INDEX keyed_c ON keyed(c);
      CREATE TABLE made(a, g AS (a * 2) VIRTUAL, s AS (a + 1) STORED);
      CREATE INDEX made_g ON made(g); CREATE INDEX made_s ON made(s);
      CREATE TABLE part(a, b);
      CREATE INDEX part_a ON part(a) WHERE b > 3;
      CREATE INDEX part_e ON part(a + b);
      CREATE TABLE counted(id INTEGER PRIMARY KEY AUTOINCREMENT, a UNIQUE);
      """;

  private static final String ROWS =
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
        INSERT INTO ints SELECT i, i * 7 % 50, nullif(i % 9, 3) FROM n ORDER BY 2;
      INSERT INTO mixed SELECT 'k' || (id * 37 % 151), id, id / 4.0, id - 70 FROM ints;
      INSERT INTO mixed VALUES ('n', NULL, NULL, NULL), ('z', -0.0, -0.0, -0.0), ('i', 9e999, 9e999, -9e999),
        ('b', x'', x'00ff', x''), ('t', '', 'text', '12a'), ('j', 9007199254740993, 1, 9223372036854775807),
        ('f', 9007199254740992.0, 1e300, 0.1), ('nan', 9e999 - 9e999, 0.0, 1.5), ('w', '5', 5, 5.0);
      INSERT INTO texts SELECT 'a' || id, iif(id % 2, 'X', 'x') || id, 'c' || id || iif(id % 2, '  ', '')
        FROM ints;
      INSERT INTO texts VALUES ('é', 'É', '√ '), ('Ab', 'aB', 'ab'), ('aB', 'AB', 'Ab'), (NULL, NULL, NULL),
        (NULL, NULL, NULL), ('a' || char(0) || 'b', 'y', char(0)), ('[', '_', '`'), (char(128512), char(65533), 'ﬀ');
      INSERT INTO "odd ""name" SELECT a, id FROM ints;
      INSERT INTO pair SELECT id / 4, id % 4, id FROM ints;
      INSERT INTO own SELECT id, a FROM ints;
      INSERT INTO keyed SELECT id % 5, id, 'c' || id FROM ints;
      INSERT INTO made(a) SELECT id FROM ints;
      INSERT INTO part SELECT id, id % 7 FROM ints;
      INSERT INTO counted(a) SELECT 'v' || id FROM ints;
      """;

  @TempDir Path directory;
  private TestFile file = new TestFile(Path.of(""));

  @BeforeEach
  void place() {
    file = new TestFile(directory.resolve("app.db"));
  }

  private void odd(String encoding) throws SQLException {
    file.run("PRAGMA page_size = %d; PRAGMA encoding = '%s'".formatted(PAGE, encoding) + ";" + ODD);
    file.run(ROWS);
  }

  /** SQLite's answer; empty where all is well, or it breaks off. */
  private static Optional<Set<String>> theirs(Session session) throws SQLException {
    try {
      Set<String> lines = new LinkedHashSet<>();
      session.rows("PRAGMA integrity_check").forEach(row -> lines.add(text(row.get(0))));
      lines.remove("ok");
      return Optional.of(lines);
    } catch (SQLException e) {
      assertThat(Failures.isDamage(e)).as(e.getMessage()).isTrue();
      return Optional.empty();
    }
  }

  private static String text(@org.jspecify.annotations.Nullable String message) {
    return String.valueOf(message).replace('\n', ' ');
  }

  private List<Damage> ours(Session session) throws SQLException, IOException {
    SqliteFile here = new SqliteFile(file.path(), "test");
    return new Integrity(
            new Lanes(List.of(session)),
            new IndexProof(Encoding.of(session), Optional.empty()),
            new Failures(here))
        .check();
  }

  /** Reads all rows first, in two lanes, as a backup does. */
  private List<Damage> afterReading() throws IOException {
    try (LiveDataset live = file.database().read(ReadOptions.DEFAULT)) {
      live.expectCheck();
      dev.belay.rows.Lanes.each(
          live.lanes(), live.catalog().tables(), table -> TestFile.lines(live.rows(table)));
      return live.check();
    }
  }

  private static Set<String> messages(List<Damage> damage) {
    Set<String> messages = new LinkedHashSet<>();
    damage.forEach(d -> messages.add(d.message()));
    return messages;
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16le", "UTF-16be"})
  void aHealthyFileOfOddTablesPassesReadOrNot(String encoding) throws Exception {
    odd(encoding);
    file.run("CREATE VIRTUAL TABLE words USING fts5(a); INSERT INTO words SELECT a FROM texts");
    try (Session session = file.open(Duration.ZERO)) {
      assertThat(ours(session)).isEmpty();
    }
    assertThat(afterReading()).isEmpty();
  }

  @Test
  void ordinaryIndexesAreProvedWithoutLookingRowsUp() throws Exception {
    odd("UTF-8");
    file.run("DELETE FROM mixed WHERE k IN ('j', 'f'); DELETE FROM texts WHERE c = char(0)");
    try (Session session = file.open(Duration.ZERO)) {
      IndexProof proof = new IndexProof(Encoding.of(session), Optional.empty());
      for (String table : List.of("ints", "pair", "mixed", "texts", "counted", "odd \"name")) {
        assertThat(proof.holds(session, table)).as(table).isTrue();
      }
      for (String table : List.of("own", "keyed", "made", "part")) {
        assertThat(proof.holds(session, table)).as(table).isFalse();
      }
    }
  }

  @Test
  void rowsWhoseKeyFollowsTheRowidAreReadInPlaceAndInOrder() throws Exception {
    file.run(
        "CREATE TABLE along(a INT, b TEXT, PRIMARY KEY (a, b)); CREATE TABLE across(a TEXT PRIMARY KEY, b)");
    file.run(
        """
        INSERT INTO along VALUES (1, 'x'), (2, 'a'), (2, 'b'), (10, 'y');
        INSERT INTO across VALUES ('c', 1), ('a', 2), ('b', 3);
        """);
    try (LiveDataset live = file.database().read(ReadOptions.DEFAULT)) {
      live.expectCheck();
      assertThat(TestFile.lines(live.rows(TestFile.table(live, "along"))))
          .isEqualTo(file.lines("along"));
      assertThat(TestFile.lines(live.rows(TestFile.table(live, "across"))))
          .containsExactly("a\t2", "b\t3", "c\t1");
      assertThat(live.check()).isEmpty();
    }
  }

  @Test
  void whereThereIsNoRoomToSortTheIndexGivesTheOrder() throws Exception {
    file.run("CREATE TABLE t(a INT); INSERT INTO t VALUES (1)");
    try (Session session = file.open(Duration.ZERO)) {
      session.exec("PRAGMA max_page_count = 5");
      RowQuery full =
          new RowQuery(
              "INSERT INTO t VALUES (zeroblob(100000))",
              Optional.of("SELECT a FROM t"),
              Optional.of(new RowSums(List.of(), List.of("a"), 0)));
      RowReader reader =
          new RowReader(
              session,
              full,
              new TableName("main", "t"),
              List.of(new Column("a", "INT", Form.SQLITE_NUMBER, true, false, false)),
              Encoding.UTF_8,
              new Failures(new SqliteFile(file.path(), "test")),
              sums -> {
                throw new AssertionError("nothing was read from the table itself");
              },
              () -> {});
      assertThat(TestFile.lines(reader)).containsExactly("1");
    }
  }

  /** Damages a healthy file behind SQLite's back; each statement on a connection of its own. */
  private void behind(String... statements) throws SQLException {
    for (String statement : statements) {
      file.run("PRAGMA writable_schema = ON; " + statement);
    }
  }

  private void hide(String index, String meanwhile) throws SQLException {
    behind(
        "CREATE TABLE hidden AS SELECT * FROM sqlite_schema WHERE name = '%s'; DELETE FROM sqlite_schema WHERE name = '%1$s'"
            .formatted(index),
        meanwhile,
        "INSERT INTO sqlite_schema SELECT * FROM hidden",
        "DROP TABLE hidden");
  }

  private void assertDamage(String... tables) throws Exception {
    List<String> expected = new ArrayList<>(List.of(tables));
    List<Damage> found;
    try (Session session = file.open(Duration.ZERO)) {
      Optional<Set<String>> theirs = theirs(session);
      assertThat(theirs).as("SQLite itself").isNotEqualTo(Optional.of(Set.of()));
      found = ours(session);
      theirs.ifPresent(lines -> assertThat(messages(found)).isEqualTo(lines));
    }
    Set<String> named = new LinkedHashSet<>();
    found.forEach(d -> d.tables().forEach(t -> named.add(t.name())));
    assertThat(named).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void entriesThatAreMissing() throws Exception {
    odd("UTF-8");
    hide("ints_down", "INSERT INTO ints VALUES (999, 999, 999)");
    assertDamage("ints");
    assertThat(messages(afterReading())).anyMatch(m -> m.contains("ints_down"));
  }

  @Test
  void entriesOfRowsThatAreGone() throws Exception {
    odd("UTF-8");
    hide("mixed_v", "DELETE FROM mixed WHERE k = 'k17'");
    assertDamage("mixed");
    assertThat(messages(afterReading())).anyMatch(m -> m.contains("mixed_v"));
  }

  @Test
  void entriesOfOtherValues() throws Exception {
    odd("UTF-16le");
    hide("texts_all", "UPDATE texts SET b = upper(b) || 'y' WHERE rowid = 12");
    assertDamage("texts");
    assertThat(messages(afterReading())).anyMatch(m -> m.contains("texts_all"));
  }

  @Test
  void entriesThatDifferInCaseOnly() throws Exception {
    odd("UTF-8");
    hide("texts_all", "UPDATE texts SET a = upper(a) WHERE a = 'a12'");
    assertDamage("texts");
  }

  @Test
  void anIndexOfAnotherColumn() throws Exception {
    odd("UTF-8");
    behind(
        "UPDATE sqlite_schema SET sql = 'CREATE INDEX mixed_v ON mixed(n)' WHERE name = 'mixed_v'");
    assertDamage("mixed");
    assertThat(messages(afterReading())).anyMatch(m -> m.contains("mixed_v"));
  }

  @Test
  void anIndexOfAnotherOrder() throws Exception {
    odd("UTF-8");
    behind("UPDATE sqlite_schema SET sql = replace(sql, 'b DESC', 'b') WHERE name = 'ints_down'");
    assertDamage("ints");
  }

  @Test
  void aUniqueIndexWithTwoOfOneKey() throws Exception {
    file.run(
        "CREATE TABLE t(a); INSERT INTO t VALUES (NULL), (NULL), (1), (2), (1); CREATE INDEX i ON t(a)");
    behind("UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX i ON t(a)' WHERE name = 'i'");
    assertDamage("t");
  }

  @Test
  void rowsThatBreakTheirTablesRules() throws Exception {
    file.run("CREATE TABLE n(a); CREATE TABLE s(a INT); CREATE TABLE whole(a)");
    file.run("INSERT INTO n VALUES (NULL); INSERT INTO s VALUES ('x')");
    behind(
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE n(a NOT NULL)' WHERE name = 'n'",
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE s(a INT) STRICT' WHERE name = 's'");
    assertDamage("n", "s");
  }

  @Test
  void rowsThatBreakACheckConstraintAreToldAndAreNoDamage() throws Exception {
    file.run("CREATE TABLE c(a); CREATE TABLE n(a); CREATE TABLE whole(a CHECK (a > 0))");
    file.run("INSERT INTO c VALUES (-1), (-2); INSERT INTO n VALUES (NULL)");
    file.run("CREATE INDEX c_partial ON c(a) WHERE a < 0; INSERT INTO whole VALUES (1)");
    behind("UPDATE sqlite_schema SET sql = 'CREATE TABLE c(a CHECK (a > 0))' WHERE name = 'c'");
    try (LiveDataset live = file.database().read(ReadOptions.DEFAULT)) {
      assertThat(live.check()).isEmpty();
      assertThat(live.warnings())
          .containsExactly(
              "rows of c break a CHECK constraint of the table; they are stored as they are");
    }
    behind("UPDATE sqlite_schema SET sql = 'CREATE TABLE n(a NOT NULL)' WHERE name = 'n'");
    try (LiveDataset live = file.database().read(ReadOptions.DEFAULT)) {
      assertThat(messages(live.check())).containsExactly("NULL value in n.a");
    }
  }

  @Test
  void rowsOfATableWithoutRowidOutOfOrder() throws Exception {
    odd("UTF-8");
    behind("UPDATE sqlite_schema SET sql = replace(sql, 'b DESC', 'b') WHERE name = 'keyed'");
    assertDamage("keyed");
  }

  @Test
  void aFullTextIndexThatDoesNotHoldItsText() throws Exception {
    file.run("CREATE VIRTUAL TABLE words USING fts5(a); INSERT INTO words VALUES ('one'), ('two')");
    file.run("UPDATE words_content SET c0 = 'three' WHERE id = 2");
    try (Session session = file.open(Duration.ZERO)) {
      assertThat(messages(ours(session))).isEqualTo(theirs(session).orElseThrow()).isNotEmpty();
    }
  }

  private long root(String name) throws SQLException {
    return Long.parseLong(
        file.query("SELECT rootpage FROM sqlite_schema WHERE name = '%s'".formatted(name)).get(0));
  }

  private void write(long at, int... bytes) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.path().toFile(), "rw")) {
      raw.seek(at);
      for (int b : bytes) {
        raw.write(b);
      }
    }
  }

  @Test
  void cellsOfAnIndexInWrongOrder() throws Exception {
    file.run(
        "PRAGMA page_size = 1024; CREATE TABLE t(a TEXT UNIQUE); CREATE TABLE u(a TEXT UNIQUE)");
    file.run("INSERT INTO t VALUES ('a'), ('b'), ('c'), ('d'); INSERT INTO u SELECT a FROM t");
    long leaf = (root("sqlite_autoindex_t_1") - 1) * PAGE;
    byte[] all = Files.readAllBytes(file.path());
    int first = (int) leaf + 8;
    write(first, all[first + 2], all[first + 3], all[first], all[first + 1]);
    assertDamage("t");
    assertThat(messages(afterReading())).anyMatch(m -> m.contains("autoindex_t"));
  }

  @Test
  void aFreelistThatIsWrong() throws Exception {
    odd("UTF-8");
    file.run("DROP TABLE mixed");
    write(36, 0, 0, 0, 1);
    assertDamage();
  }

  @Test
  void aFileThatIsCutShort() throws Exception {
    odd("UTF-8");
    try (RandomAccessFile raw = new RandomAccessFile(file.path().toFile(), "rw")) {
      raw.setLength(raw.length() - 3 * PAGE);
    }
    assertThatThrownBy(this::afterReading)
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
  }

  @Test
  void aChainOfOverflowPagesThatBreaks() throws Exception {
    file.run("PRAGMA page_size = 1024; CREATE TABLE t(a); CREATE TABLE u(a UNIQUE)");
    file.run("INSERT INTO t VALUES (zeroblob(20000)); INSERT INTO u SELECT a FROM t");
    write((root("u") + 3L) * PAGE, 0, 0, 0, 77);
    try (Session session = file.open(Duration.ZERO)) {
      assertThat(theirs(session)).isNotEqualTo(Optional.of(Set.of()));
      assertThat(ours(session)).isNotEmpty();
    }
  }

  @Test
  void whateverBytesAreDamagedOursSaysWhatSqliteSays() throws Exception {
    odd("UTF-8");
    byte[] healthy = Files.readAllBytes(file.path());
    String schema = schema();
    Random random = new Random(20261121);
    int complaints = 0;
    int tried = 0;
    while (tried < 300) {
      byte[] bytes = healthy.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        bytes[PAGE + random.nextInt(bytes.length - PAGE)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file.path(), bytes);
      if (!schema().equals(schema)) {
        continue;
      }
      tried++;
      try (Session session = file.open(Duration.ZERO)) {
        Optional<Set<String>> theirs = theirs(session);
        Set<String> ours = messages(ours(session));
        if (theirs.isPresent()) {
          assertThat(ours).as("damage %d", tried).isEqualTo(theirs.get());
        } else {
          assertThat(ours).as("damage %d", tried).isNotEmpty();
        }
        complaints += ours.isEmpty() ? 0 : 1;
      }
    }
    assertThat(complaints).isBetween(50, 299);
  }

  /** What the file says that it holds; a file whose schema is damaged is not opened at all. */
  private String schema() {
    try {
      return file.query("SELECT group_concat(name || rootpage || sql) FROM sqlite_schema").get(0);
    } catch (SQLException e) {
      return "";
    }
  }
}

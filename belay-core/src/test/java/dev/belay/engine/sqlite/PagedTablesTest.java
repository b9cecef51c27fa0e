package dev.belay.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.Database.Damage;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from a file's pages is what SQLite reads, in every state that others make of it. */
final class PagedTablesTest {
  private static final ReadOptions PAGES = new ReadOptions(Duration.ofSeconds(10), 2, true);

  @TempDir Path directory;
  private TestFile file = new TestFile(Path.of(""));

  @BeforeEach
  void place() {
    file = new TestFile(directory.resolve("app.db"));
  }

  private static List<String> paged(LiveDataset live, String table) throws IOException {
    return TestFile.lines(pages(live, TestFile.table(live, table)).orElseThrow());
  }

  /** From the pages, also where the table is too small for that to be worth while. */
  private static Optional<RowStream> pages(LiveDataset live, Table table) throws IOException {
    return ((Moment) live).pagedRows(table);
  }

  private List<String> paged(String table) throws IOException {
    try (LiveDataset live = file.database().read(PAGES)) {
      return paged(live, table);
    }
  }

  /** Whether SQLite's rows and the pages' are the same, after a check of both. */
  private boolean same(String as) throws IOException {
    boolean fromPages = false;
    try (LiveDataset plain = file.database().read(ReadOptions.DEFAULT);
        LiveDataset pages = file.database().read(PAGES)) {
      pages.expectCheck();
      for (Table table : plain.catalog().tables()) {
        Optional<RowStream> paged = pages(pages, table);
        fromPages |= paged.isPresent();
        RowStream rows = paged.isPresent() ? paged.get() : pages.rows(table);
        assertThat(TestFile.lines(rows))
            .as("%s: %s", as, table)
            .isEqualTo(TestFile.lines(plain.rows(table)));
      }
      assertThat(pages.check()).as(as).isEmpty();
    }
    try (LiveDataset pages = file.database().read(PAGES)) {
      assertThat(pages.check()).as(as).isEmpty();
    }
    return fromPages;
  }

  @Test
  void randomTablesReadTheSame() throws Exception {
    Random random = new Random(8);
    int fromPages = 0;
    for (int i = 0; i < 150; i++) {
      file = new TestFile(directory.resolve("random" + i));
      RandomTables tables = new RandomTables(random.nextLong());
      file.run(settings(random) + tables.table());
      fill(tables.rows(25));
      file.run("ALTER TABLE t ADD COLUMN later " + later(random));
      fill(tables.rows(40));
      file.run("DELETE FROM t WHERE random() % 3 = 0");
      fill(tables.rows(20));
      fromPages += same("table " + i) ? 1 : 0;
    }
    assertThat(fromPages).isGreaterThan(10);
  }

  private static String settings(Random random) {
    return "PAGE_SIZE; PRAGMA auto_vacuum = %d; PRAGMA journal_mode = %s; "
        .replace("PAGE_SIZE", "PRAGMA page_size = " + (512 << random.nextInt(8)))
        .formatted(random.nextInt(3), random.nextBoolean() ? "wal" : "delete");
  }

  private static String later(Random random) {
    return List.of(
            "REAL DEFAULT 5",
            "TEXT DEFAULT 5",
            "INTEGER DEFAULT '7'",
            "TEXT DEFAULT 'a\tb'",
            "BLOB DEFAULT x'00ff'",
            "INT DEFAULT -9223372036854775808",
            "REAL",
            "REAL DEFAULT 0.1")
        .get(random.nextInt(8));
  }

  private void fill(List<String> inserts) throws SQLException {
    try (Session session = file.open(Duration.ofSeconds(10))) {
      for (String insert : inserts) {
        try {
          session.exec(insert);
        } catch (SQLException e) {
          // A STRICT table does not take every value, nor does a rowid.
          assertThat(Failures.code(e)).as(insert).isIn(19, 20);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"512,0", "512,8", "1024,0", "4096,32", "65536,0"})
  void valuesOfEverySizeAreWhole(int pageSize, int reserved) throws Exception {
    file.run("PRAGMA page_size = %d; PRAGMA journal_mode = delete; VACUUM".formatted(pageSize));
    if (reserved > 0) {
      reserve(reserved);
    }
    file.run(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB, w TEXT);
        CREATE INDEX t_v ON t(v);
        CREATE TABLE pair(a INT, b TEXT, c, PRIMARY KEY (a, b));
        """);
    try (Session session = file.open(Duration.ofSeconds(10))) {
      session.exec("BEGIN");
      for (int size = 0; size < 3 * Math.min(pageSize, 4096); size += size < 40 ? 1 : 37) {
        session.exec(
            "INSERT INTO t VALUES (%1$d * 7, randomblob(%1$d), hex(randomblob(%1$d / 5)))"
                .formatted(size));
        session.exec(
            "INSERT INTO pair VALUES (%1$d, hex(randomblob(%1$d / 3)), %1$d)".formatted(size));
      }
      session.exec(
          "INSERT INTO t VALUES (-5, zeroblob(3000000), ''), (-9223372036854775808, 1, 2)");
      session.exec("INSERT INTO t VALUES (9223372036854775807, 1.5, x'')");
      session.exec("COMMIT");
    }
    assertThat(same("pages of " + pageSize)).isTrue();
  }

  /** Has the file reserve bytes at the end of each page, as encrypting extensions do. */
  private void reserve(int bytes) throws Exception {
    file.run("CREATE TABLE first(a); DROP TABLE first; VACUUM");
    try (RandomAccessFile raw = new RandomAccessFile(file.path().toFile(), "rw")) {
      raw.seek(20);
      raw.write(bytes);
    }
    file.run("VACUUM");
    assertThat(Files.size(file.path())).isPositive();
  }

  @Test
  void wholeNumbersInRealColumnsAreRealOnes() throws Exception {
    file.run(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY, r REAL, f "FLOATING", n NUMERIC, i INT, b);
        INSERT INTO t VALUES (1, 1, 2, 3.0, 4.0, 5.0), (2, -0.0, 9e999, 1e300, 0.5, -0.0),
          (3, 140737488355328, 281474976710656, 0, 1, 2), (4, 'x', x'00', 'y', NULL, '7');
        CREATE INDEX t_r ON t(r, f);
        """);
    assertThat(paged("t"))
        .containsExactly(
            "1\t1.0\t2.0\t3\t4\t5.0",
            "2\t0.0\tInfinity\t1.0E300\t0.5\t-0.0",
            "3\t1.40737488355328E14\t2.81474976710656E14\t0\t1\t2",
            "4\tx\t^b\0\ty\t\\N\t^t7");
    assertThat(same("numbers")).isTrue();
  }

  @Test
  void aRowOlderThanItsColumnsHasTheirDefaults() throws Exception {
    file.run(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY, a);
        INSERT INTO t VALUES (1, 'old'), (2, 'old');
        ALTER TABLE t ADD COLUMN b REAL DEFAULT 3;
        INSERT INTO t VALUES (3, 'mid', 4);
        ALTER TABLE t ADD COLUMN c TEXT NOT NULL DEFAULT 'x';
        ALTER TABLE t ADD COLUMN d;
        INSERT INTO t VALUES (4, 'new', 5, 'y', x'01');
        CREATE INDEX t_c ON t(c, b);
        """);
    assertThat(paged("t"))
        .containsExactly(
            "1\told\t3.0\tx\t\\N",
            "2\told\t3.0\tx\t\\N",
            "3\tmid\t4.0\tx\t\\N",
            "4\tnew\t5.0\ty\t^b\u0001");
    assertThat(same("later columns")).isTrue();
  }

  @Test
  void rowsInAnotherOrderThanTheirKeyAreSqlitesToRead() throws Exception {
    file.run(
        """
        CREATE TABLE along(k TEXT PRIMARY KEY NOT NULL); INSERT INTO along VALUES ('a'), ('b');
        CREATE TABLE across(k TEXT PRIMARY KEY NOT NULL); INSERT INTO across VALUES ('b'), ('a');
        CREATE TABLE keyless(a); INSERT INTO keyless VALUES (2), (1);
        CREATE TABLE made(id INTEGER PRIMARY KEY, v AS (id + 1), w); INSERT INTO made(w) VALUES (1);
        CREATE TABLE without(id INTEGER PRIMARY KEY) WITHOUT ROWID; INSERT INTO without VALUES (1);
        """);
    assertThat(paged("along")).containsExactly("a", "b");
    try (LiveDataset live = file.database().read(PAGES)) {
      for (String table : List.of("across", "keyless", "made", "without")) {
        assertThat(pages(live, TestFile.table(live, table))).as(table).isEmpty();
      }
    }
    assertThat(same("orders")).isTrue();
  }

  @Test
  void largeTablesAreReadFromTheirPagesAndSmallOnesBySqlite() throws Exception {
    file.run(
        """
        CREATE TABLE small(id INTEGER PRIMARY KEY); INSERT INTO small VALUES (1);
        CREATE TABLE t(id INTEGER PRIMARY KEY, v); CREATE TABLE across(k TEXT PRIMARY KEY NOT NULL);
        """);
    try (Session session = file.open(Duration.ZERO)) {
      write(session, "row");
      session.exec("INSERT INTO across SELECT 'key ' || (id * 7 % 300) FROM t");
    }
    try (LiveDataset live = file.database().read(PAGES)) {
      try (RowStream small = live.rows(TestFile.table(live, "small"));
          RowStream large = live.rows(TestFile.table(live, "t"))) {
        assertThat(small).isInstanceOf(RowReader.class);
        assertThat(large).isInstanceOf(PagedRows.class);
      }
      assertThat(TestFile.lines(live.rows(TestFile.table(live, "across"))))
          .isEqualTo(file.lines("across"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PASSIVE", "FULL", "RESTART", "TRUNCATE"})
  void aStateStaysWhateverCheckpointsDo(String checkpoint) throws Exception {
    file.run("PRAGMA journal_mode = wal; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
    try (Session writer = file.open(Duration.ZERO)) {
      writer.exec("PRAGMA wal_autocheckpoint = 0");
      write(writer, "first");
      for (boolean copied : new boolean[] {false, true}) {
        if (copied) {
          writer.rows("PRAGMA wal_checkpoint(TRUNCATE)");
          write(writer, "second");
          writer.rows("PRAGMA wal_checkpoint(PASSIVE)");
        }
        String state = copied ? "second" : "first";
        try (LiveDataset live = file.database().read(PAGES)) {
          assertThat(paged(live, "t")).hasSize(300).allMatch(line -> line.endsWith(state));
          write(writer, "later");
          writer.rows("PRAGMA wal_checkpoint(" + checkpoint + ")");
          write(writer, "latest");
          assertThat(paged(live, "t")).hasSize(300).allMatch(line -> line.endsWith(state));
          writer.exec("BEGIN; DELETE FROM t");
          assertThat(paged(live, "t")).hasSize(300).allMatch(line -> line.endsWith(state));
          writer.exec("ROLLBACK");
        }
        assertThat(paged("t")).hasSize(300).allMatch(line -> line.endsWith("latest"));
      }
    }
  }

  private static void write(Session session, String value) throws SQLException {
    session.exec(
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
          INSERT INTO t SELECT i, hex(zeroblob(100)) || '%s' FROM n WHERE true
          ON CONFLICT(id) DO UPDATE SET v = excluded.v;
        """
            .formatted(value));
  }

  @Test
  void whatIsNotCommittedInTheLogIsNotSeen() throws Exception {
    file.run("PRAGMA journal_mode = wal; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
    Path crashed = directory.resolve("crashed.db");
    try (Session writer = file.open(Duration.ZERO)) {
      write(writer, "committed");
      writer.exec("PRAGMA cache_size = 5; PRAGMA cache_spill = 5; BEGIN");
      write(writer, "never");
      Files.copy(directory.resolve("app.db"), crashed);
      Files.copy(directory.resolve("app.db-wal"), directory.resolve("crashed.db-wal"));
    }
    file = new TestFile(crashed);
    assertThat(paged("t")).hasSize(300).allMatch(line -> line.endsWith("committed"));
  }

  /** The log has it whole, and for SQLite it is not there: the next writer writes over it. */
  @Test
  void whatAWriterHadPutIntoTheLogWhenItWasKilledIsNotSeen() throws Exception {
    file.run("PRAGMA journal_mode = wal; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
    Path log = directory.resolve("app.db-wal");
    try (Session user = file.open(Duration.ZERO)) {
      write(user, "seen");
      TestFile copy = new TestFile(directory.resolve("copy.db"));
      Files.copy(file.path(), copy.path());
      Files.copy(log, directory.resolve("copy.db-wal"));
      byte[] unseen;
      try (Session writer = copy.open(Duration.ZERO)) {
        write(writer, "unseen");
        unseen = Files.readAllBytes(directory.resolve("copy.db-wal"));
      }
      int known = (int) Files.size(log);
      assertThat(unseen.length).isGreaterThan(known);
      Files.write(log, Arrays.copyOfRange(unseen, known, unseen.length), StandardOpenOption.APPEND);
      assertThat(paged("t")).hasSize(300).allMatch(line -> line.endsWith("seen"));
      assertThat(file.query("SELECT v FROM t WHERE v LIKE '%unseen'")).isEmpty();
      assertThat(paged("t")).noneMatch(line -> line.endsWith("unseen"));
    }
  }

  /** Another process sees the locks that this one has. */
  @Test
  void readersKeepTheirLocksWhenOthersAreDone() throws Exception {
    file.run("PRAGMA journal_mode = delete; CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    try (LiveDataset stays = file.database().read(PAGES)) {
      file.database().read(PAGES).close();
      assertThat(sqlite3("INSERT INTO t VALUES (2)")).contains("locked");
      assertThat(TestFile.lines(stays.rows(TestFile.table(stays, "t")))).containsExactly("1");
    }
    assertThat(sqlite3("INSERT INTO t VALUES (2)")).isEmpty();
  }

  private String sqlite3(String sql) throws Exception {
    Process process =
        new ProcessBuilder("sqlite3", file.path().toString(), sql)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** Either the damage is told, or the rows are SQLite's. */
  @Test
  void damagedBytesAreNeverReadAsOtherRows() throws Exception {
    file.run(
        """
        PRAGMA page_size = 512;
        CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT, r REAL); CREATE INDEX t_v ON t(v);
        CREATE TABLE pair(a INT, b TEXT, PRIMARY KEY (a, b));
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
          INSERT INTO t SELECT i * 3, hex(zeroblob(i)) || i, i / 2.0 FROM n;
        INSERT INTO pair SELECT id, v FROM t;
        """);
    byte[] sound = Files.readAllBytes(file.path());
    Random random = new Random(3);
    int told = 0;
    for (int i = 0; i < 400; i++) {
      byte[] damaged = sound.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[512 + random.nextInt(sound.length - 512)] = (byte) random.nextInt(256);
      }
      file = new TestFile(directory.resolve("damaged" + i));
      Files.write(file.path(), damaged);
      told += isTold() ? 1 : 0;
    }
    assertThat(told).isBetween(100, 399);
  }

  private boolean isTold() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (LiveDataset live = file.database().read(PAGES)) {
      live.expectCheck();
      for (Table table : live.catalog().tables()) {
        Optional<RowStream> paged = pages(live, table);
        rows.add(TestFile.lines(paged.isPresent() ? paged.get() : live.rows(table)));
      }
      List<Damage> damage = live.check();
      if (!damage.isEmpty()) {
        return true;
      }
    } catch (BelayException e) {
      assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.DAMAGED);
      return true;
    }
    try (LiveDataset live = file.database().read(ReadOptions.DEFAULT)) {
      for (Table table : live.catalog().tables()) {
        assertThat(rows.remove(0)).isEqualTo(TestFile.lines(live.rows(table)));
      }
    }
    return false;
  }

  @Test
  void aFileThatSomebodyHoldsForWritingIsSqlitesToRead() throws Exception {
    file.run("PRAGMA journal_mode = wal; CREATE TABLE t(id INTEGER PRIMARY KEY)");
    try (Session writer = file.open(Duration.ZERO)) {
      writer.exec("BEGIN IMMEDIATE");
      ReadOptions hurried = new ReadOptions(Duration.ofMillis(50), 2, true);
      try (LiveDataset live = file.database().read(hurried)) {
        assertThat(pages(live, TestFile.table(live, "t"))).isEmpty();
      }
      writer.exec("ROLLBACK");
    }
  }
}

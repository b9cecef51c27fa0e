package dev.belay.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One moment of a file that others are writing to, or that a crash has left behind. */
final class SqliteMomentTest {
  @TempDir Path directory;
  private TestFile file = new TestFile(Path.of(""));

  @BeforeEach
  void place() {
    file = new TestFile(directory.resolve("app.db"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wal", "delete"})
  void allTablesShowOneMomentWhileOthersWrite(String journal) throws Exception {
    file.run("PRAGMA journal_mode = " + journal);
    file.run(
        """
        CREATE TABLE here(id INTEGER PRIMARY KEY, amount INT);
        CREATE TABLE there(id INTEGER PRIMARY KEY, amount INT);
        INSERT INTO here VALUES (1, 1000); INSERT INTO there VALUES (1, 0);
        """);
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> transfers = writer.submit(() -> transfer(stop));
      for (int i = 0; i < 30; i++) {
        try (LiveDataset live = file.database().read(new ReadOptions(Duration.ofSeconds(30), 2))) {
          long here = Long.parseLong(second(live, "here"));
          long there = Long.parseLong(second(live, "there"));
          assertThat(here + there).isEqualTo(1000);
        }
      }
      stop.set(true);
      assertThat(transfers.get()).isPositive();
    } finally {
      stop.set(true);
      writer.shutdownNow();
    }
  }

  private int transfer(AtomicBoolean stop) throws SQLException {
    int done = 0;
    try (Session session = file.open(Duration.ofSeconds(30))) {
      while (!stop.get() || done == 0) {
        session.exec(
            "BEGIN IMMEDIATE; UPDATE here SET amount = amount - 1; UPDATE there SET amount = amount + 1; COMMIT");
        done++;
      }
    }
    return done;
  }

  private static String second(LiveDataset live, String table) throws Exception {
    return TestFile.lines(live.rows(TestFile.table(live, table))).get(0).split("\t", -1)[1];
  }

  @Test
  void whileSomebodyWritesThereIsStillOneLane() throws Exception {
    file.run("PRAGMA journal_mode = wal; CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    try (Session writer = file.open(Duration.ZERO)) {
      writer.exec("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)");
      try (LiveDataset live = file.database().read(new ReadOptions(Duration.ofMillis(100), 2))) {
        assertThat(live.lanes()).isEqualTo(1);
        assertThat(TestFile.lines(live.rows(TestFile.table(live, "t")))).containsExactly("1");
      }
    }
    try (LiveDataset live = file.database().read(ReadOptions.DEFAULT)) {
      assertThat(live.lanes()).isEqualTo(2);
    }
  }

  @Test
  void anExclusiveLockIsWaitedForOnlySoLong() throws Exception {
    file.run("CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    try (Session writer = file.open(Duration.ZERO)) {
      writer.exec("BEGIN EXCLUSIVE");
      assertThatThrownBy(() -> file.database().read(new ReadOptions(Duration.ofMillis(100), 2)))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
          .hasMessageContaining("locked");
    }
  }

  @Test
  void whatACrashLeftInARollbackJournalIsTakenBackFirst() throws Exception {
    file.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT); INSERT INTO t VALUES (1, 'old')");
    Path crashed = directory.resolve("crashed.db");
    try (Session writer = file.open(Duration.ZERO)) {
      // The journal is written, and then the file, when the cache is full: this is what a crash
      // finds.
      writer.exec(
          "PRAGMA synchronous = FULL; PRAGMA cache_size = 10; BEGIN; UPDATE t SET v = 'new'");
      for (int i = 2; i < 300; i++) {
        writer.exec("INSERT INTO t VALUES (%d, '%s')".formatted(i, "x".repeat(1000)));
      }
      Files.copy(directory.resolve("app.db"), crashed);
      Files.copy(directory.resolve("app.db-journal"), directory.resolve("crashed.db-journal"));
    }
    assertThat(Files.size(crashed)).isGreaterThan(50_000);
    assertThat(new TestFile(crashed).lines("t")).containsExactly("1\told");
  }

  @Test
  void whatACrashLeftInAWalIsSeen() throws Exception {
    file.run("PRAGMA journal_mode = wal; CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
    Path crashed = directory.resolve("crashed.db");
    try (Session writer = file.open(Duration.ZERO)) {
      writer.exec("INSERT INTO t VALUES (1, 'committed')");
      Files.copy(directory.resolve("app.db"), crashed);
      Files.copy(directory.resolve("app.db-wal"), directory.resolve("crashed.db-wal"));
    }
    assertThat(new TestFile(crashed).lines("t")).containsExactly("1\tcommitted");
  }

  @Test
  void aForeignKeyThatLeadsNowhereIsToldAndNotFollowed() throws Exception {
    file.run(
        """
        CREATE TABLE a(id INTEGER PRIMARY KEY, x REFERENCES gone(id), y REFERENCES pair);
        CREATE TABLE pair(p, q, PRIMARY KEY (p, q));
        """);
    try (LiveDataset live = file.database().read(ReadOptions.DEFAULT)) {
      assertThat(TestFile.table(live, "a").foreignKeys()).isEmpty();
      assertThat(live.warnings()).hasSize(2).anyMatch(w -> w.contains("gone"));
    }
  }

  @Test
  void valuesOfRealColumnsAreTheShortestThatReadBack() throws Exception {
    file.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v REAL)");
    List<String> written =
        List.of(
            "0.1",
            "3.99",
            "12.5",
            "100.0",
            "0.01",
            "9999999.99",
            "1.0E7",
            "0.001",
            "1.0E-5",
            "0.3",
            "1.1",
            "-7.25");
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < written.size(); i++) {
      sql.append("INSERT INTO t VALUES (%d, %s);".formatted(i, written.get(i)));
    }
    file.run(sql.toString());
    file.run("INSERT INTO t VALUES (99, 0.1 + 0.2)");
    List<String> lines = file.lines("t");
    for (int i = 0; i < written.size(); i++) {
      assertThat(lines.get(i)).isEqualTo(i + "\t" + written.get(i));
    }
    assertThat(lines.get(written.size())).isEqualTo("99\t0.30000000000000004");
  }
}

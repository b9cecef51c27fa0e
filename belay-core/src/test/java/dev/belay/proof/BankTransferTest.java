package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.BackupRequest;
import dev.belay.Workbench;
import dev.belay.crypto.Secret;
import dev.belay.diff.ChunkedRows;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BackupResult;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.rows.Chunk;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.store.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Money moves between accounts, in two tables, while snapshots are taken: each snapshot holds all
 * of it.
 */
@Tag("server")
class BankTransferTest {
  private static final int ACCOUNTS = 200;
  private static final int BACKUPS = 20;
  private static final long TOTAL = 2L * ACCOUNTS * 1000;

  @TempDir Path directory;

  @Test
  void sqliteWithAWriteAheadLog() throws Exception {
    transferWhileBackingUp(Side.sqlite(directory.resolve("app.db"), "wal"), 2);
  }

  @Test
  void sqliteWithARollbackJournal() throws Exception {
    transferWhileBackingUp(Side.sqlite(directory.resolve("app.db"), "delete"), 1);
  }

  @Test
  void postgresql() throws Exception {
    transferWhileBackingUp(Side.postgres(PostgresServers.V15), 3);
  }

  private void transferWhileBackingUp(Side side, int writers) throws Exception {
    String numbers =
        side.isSqlite()
            ? "with recursive n(i) as (select 1 union all select i + 1 from n where i < 200)"
            : "with n(i) as (select * from generate_series(1, 200))";
    side.sql(
        "create table giro (id integer primary key, owner text, balance integer not null)",
        "create table savings (id integer primary key, owner text, balance integer not null)");
    side.sql(
        "insert into giro " + numbers + " select i, 'owner ' || i, 1000 from n",
        "insert into savings " + numbers + " select i, 'owner ' || i, 1000 from n");
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong transfers = new AtomicLong();
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    List<Future<?>> running = new ArrayList<>();
    try (Workbench bench = new Workbench(directory)) {
      for (int i = 0; i < writers; i++) {
        long seed = i;
        running.add(
            pool.submit(
                () -> {
                  transfer(side, new Random(seed), stop, transfers);
                  return "";
                }));
      }
      List<String> snapshots = new ArrayList<>();
      long seen = -1;
      for (int i = 0; i < BACKUPS; i++) {
        seen = awaitMore(transfers, seen, running);
        BackupResult backup = bench.belay.backup(BackupRequest.of(side.reference()), Progress.NONE);
        snapshots.add(backup.snapshot().orElseThrow());
      }
      stop.set(true);
      for (Future<?> writer : running) {
        writer.get();
      }
      assertThat(totals(snapshots)).hasSize(BACKUPS).containsOnly(TOTAL);
      assertThat(transfers.get()).isGreaterThan(BACKUPS);
    } finally {
      stop.set(true);
      pool.shutdownNow();
    }
  }

  /**
   * Waits until a transfer was committed since the last backup, so that each backup meets a state
   * of its own.
   */
  private static long awaitMore(AtomicLong transfers, long seen, List<Future<?>> running)
      throws Exception {
    while (transfers.get() <= seen) {
      for (Future<?> writer : running) {
        if (writer.isDone()) {
          writer.get();
        }
      }
      Thread.onSpinWait();
    }
    return transfers.get();
  }

  private static void transfer(Side side, Random random, AtomicBoolean stop, AtomicLong transfers)
      throws SQLException {
    try (Connection connection = side.connect();
        Statement statement = connection.createStatement()) {
      if (side.isSqlite()) {
        statement.execute("PRAGMA busy_timeout = 20000");
        statement.execute("PRAGMA synchronous = OFF");
      }
      while (!stop.get()) {
        int amount = random.nextInt(100);
        // One order of locks for all writers, so that none waits for another in a circle.
        statement.execute(side.isSqlite() ? "BEGIN IMMEDIATE" : "BEGIN");
        statement.execute(
            "update giro set balance = balance - %d where id = %d"
                .formatted(amount, 1 + random.nextInt(ACCOUNTS)));
        statement.execute(
            "update savings set balance = balance + %d where id = %d"
                .formatted(amount, 1 + random.nextInt(ACCOUNTS)));
        statement.execute("COMMIT");
        transfers.incrementAndGet();
      }
    }
  }

  /** The sums over the rows of each snapshot, as they are stored. */
  private List<Long> totals(List<String> snapshots) throws IOException {
    List<Long> totals = new ArrayList<>();
    try (Secret secret = Secret.ofPassword(Workbench.PASSWORD.toCharArray());
        Repository repository =
            Repository.open(Stores.open(directory.resolve("repo").toString()), secret)) {
      for (String id : snapshots) {
        SnapshotDataset snapshot =
            SnapshotDataset.open(
                id, repository.snapshots().get(SnapshotId.parse(id)), repository.blobs());
        totals.add(total(snapshot));
      }
    }
    return totals;
  }

  private static long total(SnapshotDataset snapshot) throws IOException {
    long total = 0;
    for (Table table : snapshot.catalog().tables()) {
      try (ChunkedRows chunks = snapshot.chunks(table)) {
        while (chunks.next()) {
          Chunk chunk = chunks.open();
          String rows = new String(chunk.buffer(), 0, chunk.length(), StandardCharsets.US_ASCII);
          for (String row : rows.lines().toList()) {
            total += Long.parseLong(row.substring(row.lastIndexOf('\t') + 1));
          }
        }
      }
    }
    return total;
  }
}

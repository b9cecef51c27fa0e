package dev.belay.engine.postgresql;

import static dev.belay.engine.postgresql.Postgres.database;
import static dev.belay.engine.postgresql.Postgres.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All tables of a moment show one committed state, while money moves between them. */
@Tag("server")
final class MomentTest {
  @ParameterizedTest
  @EnumSource
  void money_on_its_way_is_counted_once(PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    PostgresServers.run(
        url,
        "CREATE TABLE here (id int PRIMARY KEY, amount bigint NOT NULL)",
        "CREATE TABLE there (id int PRIMARY KEY, amount bigint NOT NULL)",
        "INSERT INTO here SELECT i, 100 FROM generate_series(1, 200) i",
        "INSERT INTO there SELECT i, 100 FROM generate_series(1, 200) i");
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong transfers = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(() -> transfer(url, stop, transfers), threads);
      for (int round = 0; round < 10; round++) {
        long seen = transfers.get();
        try (LiveDataset moment = database(url).read(new ReadOptions(Duration.ofSeconds(10), 2))) {
          CompletableFuture<Long> here =
              CompletableFuture.supplyAsync(() -> sum(moment, "here"), threads);
          CompletableFuture<Long> there =
              CompletableFuture.supplyAsync(() -> sum(moment, "there"), threads);
          assertThat(here.join() + there.join()).isEqualTo(40_000);
        }
        while (transfers.get() == seen && !load.isDone()) {
          Thread.onSpinWait();
        }
      }
      stop.set(true);
      load.join();
    } finally {
      stop.set(true);
      threads.shutdown();
    }
  }

  private static long sum(LiveDataset moment, String table) {
    long sum = 0;
    try (RowStream rows = moment.rows(table(moment, table))) {
      while (rows.next()) {
        String line =
            new String(
                rows.buffer(), rows.start(), rows.end() - rows.start() - 1, StandardCharsets.UTF_8);
        sum += Long.parseLong(line.substring(line.indexOf('\t') + 1));
      }
      return sum;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void transfer(String url, AtomicBoolean stop, AtomicLong transfers) {
    SplittableRandom random = new SplittableRandom(7);
    try (Connection connection = PostgresServers.connect(url);
        Statement statement = connection.createStatement()) {
      while (!stop.get()) {
        int amount = random.nextInt(50);
        statement.execute(
            "BEGIN; UPDATE here SET amount = amount - %1$d WHERE id = %2$d; UPDATE there SET amount = amount + %1$d WHERE id = %2$d; COMMIT"
                .formatted(amount, random.nextInt(1, 201)));
        transfers.incrementAndGet();
      }
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

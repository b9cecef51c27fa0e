package dev.belay.junit;

import dev.belay.BackupRequest;
import dev.belay.Baseline;
import dev.belay.Belay;
import dev.belay.Settings;
import dev.belay.config.Configuration;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures how long a database takes to be put back after a test, by how much there is and what
 * changed. Not a test; docs/java.md says how it is run.
 */
final class ResetSpeed {
  private static final int ROUNDS = 15;
  private static final int ROWS = Integer.getInteger("rows", 1_000_000);

  private ResetSpeed() {}

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("reset-speed");
    measure(directory.resolve("lite"), directory.resolve("app.db").toString(), 1);
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      measure(
          directory.resolve("postgres"),
          "postgresql://postgres@localhost:%d/postgres".formatted(server.getPort()),
          2);
    }
  }

  private static void measure(Path directory, String database, int engine) throws Exception {
    boolean lite = engine == 1;
    String numbers =
        lite
            ? "(WITH RECURSIVE s(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM s WHERE g < %d) SELECT g FROM s)"
            : "generate_series(1, %d) g";
    String text = "'a line of text that stands for what an application writes, number ' || g";
    Sql.run(
        database,
        "CREATE TABLE big(id INTEGER PRIMARY KEY, t TEXT, u TEXT)",
        "CREATE TABLE small(id INTEGER PRIMARY KEY, t TEXT)",
        "INSERT INTO big SELECT g, " + text + ", " + text + " FROM " + numbers.formatted(ROWS),
        "INSERT INTO small SELECT g, " + text + " FROM " + numbers.formatted(1000));
    Files.createDirectories(directory);
    Settings settings =
        new Configuration(
                directory,
                Map.of("HOME", directory.toString()),
                Optional.empty(),
                Optional.empty(),
                Clock.systemUTC(),
                file -> {})
            .settings();
    BackupRequest all = BackupRequest.of(database);
    BackupRequest some = BackupRequest.of(database).withTables("small").ofType("test");
    try (Belay belay = Belay.open(settings);
        Baseline whole = belay.baseline(all, Duration.ofSeconds(9), Progress.NONE);
        Baseline part = belay.baseline(some, Duration.ofSeconds(9), Progress.NONE)) {
      String name = lite ? "SQLite" : "PostgreSQL";
      String change = "UPDATE small SET t = 'x' WHERE id % 100 = 0";
      tell(name, "nothing changed", database, "SELECT 1", whole);
      tell(name, "10 rows of the small table", database, change, whole);
      tell(
          name,
          "10 rows of the big table",
          database,
          change.replace("100", "100000").replace("small", "big"),
          whole);
      tell(name, "10 rows, tables = small", database, change, part);
    }
  }

  private static void tell(
      String name, String what, String database, String change, Baseline baseline) {
    List<Long> times = new ArrayList<>();
    Optional<RunResult> last = Optional.empty();
    long cpu = 0;
    for (int i = 0; i < ROUNDS; i++) {
      if (!change.startsWith("SELECT")) {
        Sql.run(database, change);
      }
      long used = cpu();
      long begun = System.nanoTime();
      last = baseline.reset(Progress.NONE);
      times.add((System.nanoTime() - begun) / 1000);
      if (i >= ROUNDS / 2) {
        cpu += cpu() - used;
      }
    }
    List<Long> warm = new ArrayList<>(times.subList(ROUNDS / 2, ROUNDS));
    Collections.sort(warm);
    System.out.printf(
        "%-10s %-28s first %8.1f ms, then median %8.1f ms, cpu %8.1f ms %s%n",
        name,
        what,
        times.get(0) / 1000.0,
        warm.get(warm.size() / 2) / 1000.0,
        cpu / 1e6 / warm.size(),
        last.isPresent() ? "" : "(nothing to do)");
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}

package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.CrashingProcess;
import dev.belay.DiffRequest;
import dev.belay.ListRequest;
import dev.belay.Workbench;
import dev.belay.model.Progress;
import dev.belay.model.SnapshotSummary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What removes: killed at every write, and beside backups and checks of other processes. */
@Tag("crash")
class RetentionCrashTest {
  private static final int MANY = 60;

  @TempDir Path directory;
  private final Random random = new Random(5);

  @Test
  void aPruneThatIsKilledAtAnyWriteHarmsNothing() throws Exception {
    Path database = directory.resolve("app.db");
    fill(database, 60);
    try (Workbench bench = new Workbench(directory)) {
      int n = 0;
      boolean died = true;
      while (died) {
        assertThat(++n).isLessThan(MANY);
        lose(bench.backup());
        change(database);
        String kept = bench.backup();
        died = dies(database, "prune", "touch:" + n);
        proved(bench, "write " + n, n % 5 == 0);
        assertThat(
                bench
                    .belay
                    .diff(
                        new DiffRequest(kept, Optional.empty(), List.of()),
                        Progress.NONE,
                        Optional.empty())
                    .equal())
            .isTrue();
      }
      assertThat(n).isGreaterThan(8);
      proved(bench, "at the end", true);
      assertThat(bench.belay.prune("0", false, Progress.NONE).bytesUnused()).isZero();
      assertThat(bench.restic("check", "--read-data", "--check-unused")).contains("no errors");
    }
  }

  @Test
  void aForgetThatIsKilledAtAnyWriteLosesNoSnapshot() throws Exception {
    Path database = directory.resolve("app.db");
    fill(database, 3);
    try (Workbench bench = new Workbench(directory)) {
      bench.backup();
      int n = 0;
      boolean died = true;
      while (died) {
        assertThat(++n).isLessThan(MANY);
        while (listed(bench).size() < 4) {
          bench.backup();
        }
        List<String> before = listed(bench);
        died = dies(database, "forget", "touch:" + n);
        List<String> after = new ArrayList<>(listed(bench));
        bench.belay.removed().forEach(r -> after.add(r.snapshot().snapshot()));
        assertThat(after).as("write %d", n).containsAll(before).doesNotHaveDuplicates();
        bench.belay.removed().forEach(r -> bench.belay.undelete(r.snapshot().snapshot()));
        assertThat(listed(bench)).as("write %d", n).containsAll(before);
        proved(bench, "write " + n, false);
      }
      assertThat(n).isGreaterThan(4);
    }
  }

  @Test
  void twoBackupsAPruneAndACheckRunAtOnce() throws Exception {
    Path one = directory.resolve("app.db");
    Path two = directory.resolve("other.db");
    fill(one, 40);
    fill(two, 40);
    try (Workbench bench = new Workbench(directory)) {
      bench.backup();
      List<Process> processes =
          List.of(
              start(one, "backups"),
              start(two, "backups"),
              start(one, "prunes"),
              start(one, "checks"));
      while (processes.get(0).isAlive() || processes.get(1).isAlive()) {
        change(one);
        change(two);
        List<String> ids = listed(bench);
        for (int i = 3; i < ids.size(); i++) {
          lose(ids.get(i));
        }
      }
      for (Process process : processes) {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
      }
      proved(bench, "after it all", true);
      bench.belay.prune("0", false, Progress.NONE);
      proved(bench, "after a last prune", true);
      for (String id : listed(bench)) {
        bench.belay.diff(
            new DiffRequest(id, Optional.empty(), List.of()), Progress.NONE, Optional.empty());
      }
    }
  }

  private Process start(Path database, String command) throws Exception {
    return CrashingProcess.start(directory.resolve("repo"), database.toString(), command, "none");
  }

  /** Whether it died there; otherwise it came to its end. */
  private boolean dies(Path database, String command, String point) throws Exception {
    Process process =
        CrashingProcess.start(directory.resolve("repo"), database.toString(), command, point);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    assertThat(exit).as(output).isIn(0, 137);
    return exit == 137;
  }

  /** Removes a snapshot as restic does: at once, and without a way back. */
  private void lose(String id) throws Exception {
    Files.deleteIfExists(directory.resolve("repo/snapshots").resolve(id));
  }

  private static List<String> listed(Workbench bench) {
    List<String> ids = new ArrayList<>();
    bench.belay.list(ListRequest.ALL, (SnapshotSummary s) -> ids.add(s.snapshot()));
    return ids;
  }

  private static void proved(Workbench bench, String when, boolean byRestic) throws Exception {
    assertThat(bench.belay.check(true, Progress.NONE).problems()).as(when).isEmpty();
    if (byRestic) {
      assertThat(bench.restic("check", "--read-data")).as(when).contains("no errors were found");
    }
  }

  private void fill(Path database, int rows) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
      connection.createStatement().execute("create table t (id integer primary key, v blob)");
      connection.createStatement().execute("create table u (id integer primary key, v text)");
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement("insert into t values (?, ?)")) {
        for (int i = 0; i < rows; i++) {
          byte[] noise = new byte[20_000];
          random.nextBytes(noise);
          insert.setInt(1, i);
          insert.setBytes(2, noise);
          insert.executeUpdate();
        }
      }
      connection.commit();
    }
  }

  private static void change(Path database) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
      connection.createStatement().execute("pragma busy_timeout = 120000");
      connection
          .createStatement()
          .execute("update t set v = randomblob(20000) where id % 7 = abs(random()) % 7");
      connection.createStatement().execute("insert into u(v) values (hex(randomblob(50)))");
    }
  }
}

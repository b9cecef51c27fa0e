package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.BackupRequest;
import dev.belay.CrashingProcess;
import dev.belay.Workbench;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that dies at any point of a restore with files, or of its undo, leaves rows and files
 * as they were, or both as they were planned once the next command has looked.
 */
@Tag("crash")
class FilesCrashTest {
  private static final int FILES = 300;

  @TempDir Path directory;

  private Path avatars() {
    return directory.resolve("avatars");
  }

  /** Where a run can die and has changed nothing. */
  private List<String> before() {
    return List.of(
        "before:SNAPSHOT:1",
        "before:RUN:1",
        "asked:staging files:50",
        "phase:applying",
        "after:RUN:2");
  }

  /** Where it has committed. */
  private List<String> after() {
    return List.of("phase:moving files", "moving:%s:100".formatted(avatars()), "before:RUN:3");
  }

  @Test
  void aRunThatDiesLeavesRowsAndFilesTogether() throws Exception {
    Path avatars = Files.createDirectories(avatars());
    try (Workbench bench =
        Workbench.of(
            directory,
            """
            databases: {app: app.db}
            profiles: {all: {database: app, files: [avatars]}}
            """)) {
      bench.sql("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)", "INSERT INTO t VALUES (1, 'a')");
      for (int i = 0; i < FILES; i++) {
        Files.writeString(avatars.resolve(i + ".png"), "picture " + i);
      }
      bench.belay.backup(BackupRequest.of("").withProfile("all"), Progress.NONE);
      List<String> good = state(bench);
      damage(bench);
      List<String> bad = state(bench);

      for (String point : before()) {
        die("profile", "all", point);
        settled(bench, point, RunOutcome.ROLLED_BACK, bad);
      }
      for (String point : after()) {
        die("profile", "all", point);
        settled(bench, point, RunOutcome.COMMITTED, good);
        die("undo", "", point);
        settled(bench, "undo at " + point, RunOutcome.COMMITTED, bad);
      }
      bench.undo();
      assertThat(state(bench)).isEqualTo(good);
      assertThat(bench.belay.check(true, Progress.NONE).problems()).isEmpty();
    }
  }

  /** A third changed, a third gone, and a new directory that only an undo brings. */
  private void damage(Workbench bench) throws Exception {
    bench.sql("UPDATE t SET x = 'b'");
    for (int i = 0; i < FILES; i++) {
      if (i % 3 == 0) {
        Files.writeString(avatars().resolve(i + ".png"), "overwritten");
      } else if (i % 3 == 1) {
        Files.delete(avatars().resolve(i + ".png"));
      }
    }
  }

  private void die(String command, String profile, String point) throws Exception {
    CrashingProcess.die(directory.resolve("repo"), profile, command, point);
  }

  private void settled(Workbench bench, String point, RunOutcome outcome, List<String> expected)
      throws Exception {
    bench.belay.recover();
    assertThat(state(bench)).as(point).isEqualTo(expected);
    List<RunRecord> history = bench.belay.history();
    assertThat(history).as(point).noneMatch(r -> r.outcome() == RunOutcome.RUNNING);
    if (!history.isEmpty() && outcome == RunOutcome.COMMITTED) {
      assertThat(history.get(0).outcome()).as(point).isEqualTo(outcome);
    }
    assertThat(bench.belay.recover()).as("nothing is left to be found out").isEmpty();
  }

  private List<String> state(Workbench bench) throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(avatars())) {
      for (Path each : all.toList()) {
        files.put(each.getFileName().toString(), read(each));
      }
    }
    List<String> state = new ArrayList<>(bench.rows("SELECT x FROM t"));
    files.forEach((name, content) -> state.add(name + ": " + content));
    return state;
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}

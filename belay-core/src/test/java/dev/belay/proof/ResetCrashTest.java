package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.CrashingProcess;
import dev.belay.Workbench;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reset that dies at any point leaves the database as it was, or as its seeds have it. */
@Tag("crash")
class ResetCrashTest {
  @TempDir Path directory;

  @Test
  void aResetThatDiesIsAllOrNothing() throws Exception {
    StringBuilder seed = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      seed.append("word ").append(i).append('\n');
    }
    Files.writeString(directory.resolve("words.txt"), seed);
    try (Workbench bench =
        Workbench.of(
            directory,
            """
            databases: {app: app.db}
            profiles:
              factory:
                database: app
                reset:
                  seed: {words: {file: words.txt, column: text}}
                  clear: [definitions]
                  counters: restart
            """)) {
      bench.sql(
          "CREATE TABLE words (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL UNIQUE)",
          "CREATE TABLE definitions (id INTEGER PRIMARY KEY, word_id INTEGER REFERENCES words (id))",
          "INSERT INTO words VALUES (7, 'old'), (9, 'gone')",
          "INSERT INTO definitions VALUES (1, 7)");
      List<String> before = state(bench);
      for (String point :
          List.of(
              "before:SNAPSHOT:1",
              "phase:applying",
              "phase:verifying",
              "before:RUN:2",
              "after:RUN:2")) {
        die("reset", point);
        assertThat(settled(bench, point)).as(point).isEqualTo(before);
      }
      for (String point : List.of("before:RUN:3")) {
        die("reset", point);
        List<String> after = settled(bench, point);
        assertThat(after).as(point).hasSize(2_000 + 2).contains("1|word 0", "words|2000");
        RunRecord run = bench.belay.history().get(0);
        assertThat(run.command()).isEqualTo("reset");
        assertThat(run.outcome()).isEqualTo(RunOutcome.COMMITTED);
        bench.undo();
        assertThat(state(bench)).isEqualTo(before);
      }
      assertThat(bench.belay.check(true, Progress.NONE).problems()).isEmpty();
    }
  }

  private void die(String command, String point) throws Exception {
    CrashingProcess.die(directory.resolve("repo"), "factory", command, point);
  }

  private static List<String> settled(Workbench bench, String point) throws Exception {
    if (Files.exists(bench.directory.resolve("repo/config"))) {
      bench.belay.recover();
      assertThat(bench.belay.recover()).as(point).isEmpty();
      assertThat(bench.belay.history()).noneMatch(r -> r.outcome() == RunOutcome.RUNNING);
    }
    return state(bench);
  }

  private static List<String> state(Workbench bench) throws Exception {
    return bench.rows(
        "SELECT id, text FROM words UNION ALL SELECT 'd' || id, word_id FROM definitions"
            + " UNION ALL SELECT name, seq FROM sqlite_sequence UNION ALL SELECT 'integrity', integrity_check"
            + " FROM pragma_integrity_check");
  }
}

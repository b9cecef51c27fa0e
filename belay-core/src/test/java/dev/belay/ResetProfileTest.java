package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.proof.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a profile has to do with a reset beside its rows: figures, files, commands, limits. */
class ResetProfileTest extends ResetFixture {
  @ParameterizedTest
  @MethodSource("engines")
  void figuresFilesAndCommandsGoAlong(String engine) throws Exception {
    Side side = registry(engine);
    seed("words.txt", "one\n");
    Path log = directory.resolve("log");
    Belay belay =
        profile(
            side,
            WORDS + "export: " + directory.resolve("before") + "\n",
            """
            statistics:
              words: "SELECT count(*) FROM words"
              longest: "SELECT max(length(text)) FROM words"
              no such thing: "SELECT count(*) FROM wrods"
            hooks:
              before-run: [sh, -c, "echo before >> %1$s"]
              after-run: [sh, -c, "echo after >> %1$s; exit 3"]
            """
                .formatted(log));
    Plan plan = belay.plan(request(), Progress.NONE);
    assertThat(plan.statistics().get(0).before()).contains("3");
    assertThat(plan.warnings()).anyMatch(w -> w.contains("no such thing"));
    assertThat(log).doesNotExist();

    RunResult result = belay.reset(request(), Optional.of(plan.id()), Progress.NONE);

    assertThat(Files.readAllLines(log)).containsExactly("before", "after");
    assertThat(result.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(result.plan().warnings())
        .anyMatch(w -> w.contains("THE RUN IS DONE, BUT") && w.contains("exit code 3"));
    RunRecord record = belay.history().get(0);
    assertThat(record.statistics())
        .extracting(s -> s.name() + " " + s.before().orElse("-") + " " + s.after().orElse("-"))
        .containsExactly("words 3 1", "longest 5 3", "no such thing - -");
    assertThat(record.notes()).anyMatch(n -> n.contains("as JSON"));
    try (Stream<Path> made = Files.list(directory.resolve("before"))) {
      Path folder = made.findFirst().orElseThrow();
      assertThat(folder.getFileName().toString()).matches("registry-\\d{8}T\\d{6}Z");
      assertThat(folder.resolve("summary.json")).content().contains("safety snapshot");
      assertThat(folder.resolve("words.json")).content().contains("gone");
      assertThat(folder.resolve("accounts.json")).exists();
    }
    undo(belay);
    assertThat(Files.readAllLines(log)).hasSize(4);
    assertThat(belay.history().get(0).statistics().get(0).after()).contains("3");
  }

  @Test
  void whatCannotBePreparedStopsTheReset() throws Exception {
    Side side = registry("wal");
    seed("words.txt", "one\n");
    List<String> before = side.content(TABLES);
    Files.writeString(directory.resolve("file"), "in the way");
    Belay files = profile(side, WORDS + "export: " + directory.resolve("file") + "\n", "");
    assertThatThrownBy(() -> files.reset(request(), Optional.empty(), Progress.NONE))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code().exit()).isEqualTo(1));
    assertThat(files.history()).allMatch(r -> r.outcome() == RunOutcome.ROLLED_BACK);
    Belay hook = profile(side, WORDS, "hooks: {before-run: [sh, -c, 'echo busy; exit 1']}");
    assertThatThrownBy(() -> hook.reset(request(), Optional.empty(), Progress.NONE))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code().exit()).isEqualTo(1);
              assertThat(e.getMessage()).contains("before-run").contains("busy");
            });
    for (String sql : List.of("DELETE FROM words", "WITH x AS (SELECT 1) DELETE FROM words")) {
      Belay writing = profile(side, WORDS, "statistics: {bad: \"" + sql + "\"}");
      assertThatThrownBy(() -> writing.plan(request(), Progress.NONE))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code().exit()).isEqualTo(2));
    }
    for (String rule : List.of("critical: [votes]", "critical: [\"vot*\"]")) {
      Belay critical = profile(side, WORDS, rule);
      assertThatThrownBy(() -> critical.plan(request(), Progress.NONE))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
          .hasMessageContaining("table votes is critical");
    }
    assertThat(side.content(TABLES)).isEqualTo(before);
  }
}

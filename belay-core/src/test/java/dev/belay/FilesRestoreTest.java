package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.PlannedFiles;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The files beside a database come back with a restore, and go with its undo. */
class FilesRestoreTest extends FilesFixture {
  @Test
  void a_restore_puts_them_back_and_an_undo_takes_that_back_and_so_on() throws Exception {
    Map<String, String> good = state();
    damage();
    Map<String, String> bad = state();

    Plan plan = plan();
    assertThat(state()).isEqualTo(bad);
    assertThat(plan.files())
        .containsExactly(
            new PlannedFiles("avatars", avatars.toString(), 1, 3, 0, 2, 1, 2, 2_500_005, List.of()),
            new PlannedFiles(
                "app.conf",
                directory.resolve("app.conf").toString(),
                1,
                0,
                0,
                0,
                0,
                0,
                10,
                List.of()));
    assertThat(plan.warnings()).noneMatch(w -> w.contains("left as they are"));

    RunResult run = bench.belay.restore(request(), Optional.of(plan.id()), Progress.NONE);
    Map<String, String> expected = new TreeMap<>(good);
    expected.put("media/avatars/new", "directory");
    expected.put("media/avatars/new/deeper", "directory");
    expected.put("media/avatars/new/deeper/one", bad.get("media/avatars/new/deeper/one"));
    expected.put("media/avatars/two", bad.get("media/avatars/two"));
    assertThat(state()).isEqualTo(expected);
    assertThat(Files.getLastModifiedTime(avatars.resolve("large.png")).toInstant())
        .isEqualTo(LONG_AGO);
    assertThat(bench.rows("SELECT x FROM t")).containsExactly("a");
    assertThat(plan().empty()).isTrue();

    RunRecord record = bench.belay.run(run.run().orElseThrow());
    assertThat(record.folders()).isEqualTo(plan.files());
    assertThat(bench.restic("ls", "latest"))
        .contains("/files/avatars/large.png", "/files/avatars/deep/link", "/files.jsonl")
        .doesNotContain("/files/avatars/same.txt", "/files/app.conf");

    bench.undo();
    assertThat(state()).isEqualTo(bad);
    assertThat(bench.rows("SELECT x FROM t")).containsExactly("b");
    bench.undo();
    assertThat(state()).isEqualTo(expected);
    assertThat(bench.rows("SELECT x FROM t")).containsExactly("a");
    bench.undo();
    assertThat(state()).isEqualTo(bad);
    assertThat(bench.belay.check(true, Progress.NONE).problems()).isEmpty();
    bench.restic("check", "--read-data");
  }

  @Test
  void files_alone_are_a_run_too_and_a_whole_folder_comes_back() throws Exception {
    Map<String, String> good = state();
    deleteAll(directory.resolve("media/avatars"));
    Map<String, String> bad = state();

    RunResult run = bench.restore(request());
    assertThat(run.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(run.run()).isPresent();
    assertThat(state()).isEqualTo(good);
    bench.undo();
    assertThat(state()).isEqualTo(bad);
    bench.undo();
    assertThat(state()).isEqualTo(good);
  }

  @Test
  void the_plan_is_bound_to_the_files() throws Exception {
    damage();
    Plan plan = plan();
    assertThat(plan().id()).isEqualTo(plan.id());
    Files.writeString(avatars.resolve("large.png"), "overwritten again");
    Map<String, String> before = state();
    assertThatThrownBy(() -> bench.belay.restore(request(), Optional.of(plan.id()), Progress.NONE))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_PLAN));
    assertThat(state()).isEqualTo(before);
    assertThat(bench.rows("SELECT x FROM t")).containsExactly("b");
  }

  @Test
  void modes_say_what_may_happen_to_files_as_to_rows() throws Exception {
    damage();
    PlannedFiles missing =
        bench.belay.plan(request().withMode(Mode.MISSING), Progress.NONE).files().get(0);
    assertThat(missing.replace()).isZero();
    assertThat(missing.write()).isOne();
    assertThat(missing.kept()).isEqualTo(5);
    bench.restore(request().withMode(Mode.MISSING));
    assertThat(avatars.resolve("large.png")).hasContent("overwritten");
    assertThat(avatars.resolve("deep/er/ö \"x\".txt")).hasContent("hello");
    bench.restore(request().withMode(Mode.MERGE));
    assertThat(avatars.resolve("large.png")).hasSize(2_500_000);
    assertThat(avatars.resolve("two")).hasContent("2");
  }

  @Test
  void they_stay_where_they_are_not_asked_for_and_the_plan_says_so() throws Exception {
    damage();
    Map<String, String> bad = state();
    for (RestoreRequest request :
        List.of(
            RestoreRequest.of(snapshot),
            RestoreRequest.of(snapshot).withProfile("tables"),
            request().withoutFiles(),
            request().withTables("t"))) {
      Plan plan = bench.belay.plan(request, Progress.NONE);
      assertThat(plan.files()).isEmpty();
      assertThat(plan.warnings())
          .anyMatch(w -> w.contains("its files (avatars, app.conf) are left as they are"));
    }
    assertThat(bench.belay.plan(RestoreRequest.of(snapshot), Progress.NONE).warnings())
        .anyMatch(w -> w.contains("--profile all names them"));
    bench.restore(request().withoutFiles());
    assertThat(state()).isEqualTo(bad);
  }

  @Test
  void a_copy_of_the_database_leaves_the_originals_files() throws Exception {
    Path copy = directory.resolve("copy.db");
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + copy);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)");
    }
    damage();
    Map<String, String> bad = state();
    RestoreRequest request = request().withDatabase(copy.toString());
    assertThat(bench.belay.plan(request, Progress.NONE).warnings())
        .anyMatch(w -> w.contains("they are beside another database"));
    assertThat(bench.restore(request).outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(state()).isEqualTo(bad);
  }

  @Test
  void a_failing_run_leaves_the_files_and_nothing_beside_them() throws Exception {
    damage();
    Map<String, String> bad = state();
    assertThatThrownBy(
            () -> bench.belay.restore(request(), Optional.empty(), new FailingAt("verifying")))
        .hasMessageContaining("failed at verifying");
    assertThat(state()).isEqualTo(bad);
    assertThat(bench.belay.history().get(0).outcome()).isEqualTo(RunOutcome.ROLLED_BACK);
  }

  /** Fails when a phase begins. */
  private record FailingAt(String phase) implements Progress {
    @Override
    public void phase(String name) {
      if (name.equals(phase)) {
        throw new IllegalStateException("failed at " + name);
      }
    }

    @Override
    public void table(dev.belay.model.TableName table, long expectedBytes) {}

    @Override
    public void advance(dev.belay.model.TableName table, long rows, long bytes) {}

    @Override
    public boolean cancelled() {
      return false;
    }
  }
}

package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An undo takes the files beside a database back that the run wrote, and no others. */
class FilesUndoTest extends FilesFixture {
  @Test
  void a_copy_that_shares_the_databases_file_name_is_another_one() throws Exception {
    Path copy = Files.createDirectory(directory.resolve("copy")).resolve("app.db");
    Files.copy(bench.database, copy);
    damage();
    Map<String, String> bad = state();
    bench.restore(request().withDatabase(copy.toString()));
    assertThat(state()).isEqualTo(bad);

    String run = bench.restore(request()).run().orElseThrow();
    Map<String, String> good = state();
    UndoRequest undo = UndoRequest.of(run).withDatabase(copy.toString()).overwriting();
    RunResult result = bench.belay.undo(undo, Optional.empty(), Progress.NONE);
    assertThat(result.plan().warnings())
        .anyMatch(
            w ->
                w.contains("(avatars, app.conf) are left as they are: they are beside another")
                    && w.contains("belay export"));
    assertThat(state()).isEqualTo(good);
  }

  @Test
  void an_undo_finds_the_files_of_a_database_that_moved() throws Exception {
    damage();
    Map<String, String> bad = state();
    bench.restore(request());
    bench.close();
    Path moved = Files.createDirectory(directory.resolve("moved")).resolve("app.db");
    Files.move(bench.database, moved);
    bench = Workbench.of(directory, "databases: {app: moved/app.db}");
    RunResult undone = bench.undo();
    assertThat(undone.plan().warnings()).noneMatch(w -> w.contains("left as they are"));
    assertThat(state()).isEqualTo(bad);
  }

  @Test
  void an_undo_of_rows_alone_leaves_the_files_and_says_so() throws Exception {
    damage();
    String run = bench.restore(request()).run().orElseThrow();
    deleteAll(directory.resolve("media"));
    assertThatThrownBy(bench::undo)
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> assertThat(e.hint()).isEqualTo("make it; --no-files takes back the tables alone"))
        .hasMessageContaining("there is no directory");
    UndoRequest rows = UndoRequest.last().withoutFiles();
    assertThat(bench.belay.plan(rows, Progress.NONE).warnings())
        .anyMatch(
            w ->
                w.startsWith("the files that run " + run)
                    && w.contains("(avatars, app.conf) are left as they are: so it was asked"));
    RunResult undone = bench.belay.undo(rows, Optional.empty(), Progress.NONE);
    assertThat(undone.plan().warnings()).anyMatch(w -> w.contains("left as they are"));
    assertThat(bench.rows("SELECT x FROM t")).containsExactly("b");
    assertThat(directory.resolve("app.conf")).exists();
  }

  @Test
  void the_safety_snapshot_puts_the_replaced_ones_back_too() throws Exception {
    damage();
    String safety = bench.restore(request()).safety().orElseThrow();
    bench.restore(RestoreRequest.of(safety).withProfile("all"));
    assertThat(avatars.resolve("large.png")).hasContent("overwritten");
    assertThat(avatars.resolve("deep/link")).hasContent("no link any more");
    assertThat(avatars.resolve("deep/er/ö \"x\".txt")).as("extra ones stay").hasContent("hello");
    assertThat(bench.rows("SELECT x FROM t")).containsExactly("b");
    assertThat(bench.belay.exportFiles(safety, directory.resolve("out"), Progress.NONE))
        .singleElement()
        .satisfies(f -> assertThat(f.files()).isEqualTo(3));
  }

  @Test
  void rows_alone_are_undone_though_the_folder_is_gone_since() throws Exception {
    bench.sql("UPDATE t SET x = 'b'");
    bench.restore(request());
    deleteAll(directory.resolve("media"));
    bench.undo();
    assertThat(bench.rows("SELECT x FROM t")).containsExactly("b");
  }

  @Test
  void an_undo_overwrites_no_file_that_was_changed_since() throws Exception {
    damage();
    bench.restore(request());
    Files.writeString(avatars.resolve("large.png"), "a new picture");
    Map<String, String> before = state();
    assertThatThrownBy(bench::undo)
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("files changed since the run: " + avatars.resolve("large.png"));
    assertThat(state()).isEqualTo(before);
    bench.sql("UPDATE t SET x = 'c'");
    assertThatThrownBy(bench::undo)
        .hasMessageContaining("rows changed since the run, in t; files changed since the run: ")
        .hasMessageContaining(avatars.resolve("large.png").toString());
    bench.sql("UPDATE t SET x = 'a'");

    bench.belay.undo(UndoRequest.last().overwriting(), Optional.empty(), Progress.NONE);
    assertThat(avatars.resolve("large.png")).hasContent("overwritten");
    bench.undo();
    assertThat(avatars.resolve("large.png")).hasContent("a new picture");
  }
}

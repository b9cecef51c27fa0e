package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.PlannedFiles;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files beside a database come back with a restore, and go with its undo. */
class FilesRestoreTest {
  private static final Instant LONG_AGO = Instant.parse("2021-03-04T05:06:07Z");

  @TempDir Path directory;
  private Path avatars;
  private Workbench bench;
  private String snapshot = "";

  @BeforeEach
  void application() throws Exception {
    avatars = directory.resolve("media/avatars");
    Files.createDirectories(avatars.resolve("deep/er"));
    Files.createDirectory(avatars.resolve("empty"));
    byte[] large = new byte[2_500_000];
    new Random(7).nextBytes(large);
    Files.write(avatars.resolve("large.png"), large);
    Files.setLastModifiedTime(avatars.resolve("large.png"), FileTime.from(LONG_AGO));
    Files.writeString(avatars.resolve("deep/er/ö \"x\".txt"), "hello");
    Files.writeString(avatars.resolve("same.txt"), "same");
    Files.createFile(avatars.resolve("nothing"));
    Files.setPosixFilePermissions(
        avatars.resolve("nothing"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.createSymbolicLink(avatars.resolve("deep/link"), Path.of("../same.txt"));
    Files.writeString(directory.resolve("app.conf"), "port = 80\n");
    bench =
        Workbench.of(
            directory,
            """
            databases: {app: app.db}
            profiles:
              all: {database: app, files: [media/avatars, app.conf]}
              tables: {database: app}
            """);
    bench.sql("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)", "INSERT INTO t VALUES (1, 'a')");
    snapshot =
        bench
            .belay
            .backup(BackupRequest.of("").withProfile("all"), Progress.NONE)
            .snapshot()
            .orElseThrow();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private RestoreRequest request() {
    return RestoreRequest.of(snapshot).withProfile("all");
  }

  private Plan plan() {
    return bench.belay.plan(request(), Progress.NONE);
  }

  /** Everything in the folder and the file: kind, rights and content. */
  private Map<String, String> state() throws IOException {
    Map<String, String> state = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(directory.resolve("media"))) {
      for (Path each : Stream.concat(walk, Stream.of(directory.resolve("app.conf"))).toList()) {
        if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
          state.put(directory.relativize(each).toString(), described(each));
        }
      }
    }
    return state;
  }

  private static String described(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    return Files.isDirectory(path)
        ? "directory"
        : rights + " " + java.util.Arrays.hashCode(Files.readAllBytes(path));
  }

  private void damage() throws Exception {
    Files.writeString(avatars.resolve("large.png"), "overwritten");
    Files.delete(avatars.resolve("deep/er/ö \"x\".txt"));
    Files.delete(avatars.resolve("deep/er"));
    Files.delete(avatars.resolve("deep/link"));
    Files.writeString(avatars.resolve("deep/link"), "no link any more");
    Files.delete(avatars.resolve("empty"));
    Files.setPosixFilePermissions(
        avatars.resolve("nothing"), PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.createDirectories(avatars.resolve("new/deeper"));
    Files.writeString(avatars.resolve("new/deeper/one"), "1");
    Files.writeString(avatars.resolve("two"), "2");
    Files.delete(directory.resolve("app.conf"));
    bench.sql("UPDATE t SET x = 'b'");
  }

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
  void a_copy_that_shares_the_databases_file_name_is_another_one() throws Exception {
    Path copy = Files.createDirectory(directory.resolve("copy")).resolve("app.db");
    Files.copy(bench.database, copy);
    damage();
    Map<String, String> bad = state();
    bench.restore(request().withDatabase(copy.toString()));
    assertThat(state()).isEqualTo(bad);

    String run = bench.restore(request()).run().orElseThrow();
    Map<String, String> good = state();
    UndoRequest undo =
        new UndoRequest(Optional.of(run), Optional.of(copy.toString()), true, "", "test");
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
  void folders_that_are_one_by_a_link_are_refused() throws Exception {
    bench.close();
    Files.createSymbolicLink(directory.resolve("deep"), avatars.resolve("deep"));
    bench =
        Workbench.of(
            directory,
            """
            databases: {app: app.db}
            profiles:
              all: {database: app, files: [media/avatars, deep]}
            """);
    snapshot =
        bench
            .belay
            .backup(BackupRequest.of("").withProfile("all"), Progress.NONE)
            .snapshot()
            .orElseThrow();
    damage();
    refused("deep is in " + avatars.toRealPath());
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

    bench.belay.undo(
        new UndoRequest(Optional.empty(), Optional.empty(), true, "", "test"),
        Optional.empty(),
        Progress.NONE);
    assertThat(avatars.resolve("large.png")).hasContent("overwritten");
    bench.undo();
    assertThat(avatars.resolve("large.png")).hasContent("a new picture");
  }

  @Test
  void nothing_is_written_through_a_link_or_out_of_the_folder() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    deleteAll(avatars.resolve("deep"));
    Files.createSymbolicLink(avatars.resolve("deep"), outside);
    refused("deep is no directory, and is one in the snapshot");
    Files.delete(avatars.resolve("deep"));
    Files.writeString(avatars.resolve("deep"), "a file");
    refused("deep is no directory, and is one in the snapshot");
    Files.delete(avatars.resolve("deep"));
    Files.delete(avatars.resolve("same.txt"));
    Files.createDirectory(avatars.resolve("same.txt"));
    refused("same.txt is a directory, and is not one in the snapshot");
    assertThat(outside).isEmptyDirectory();
  }

  private void refused(String why) throws IOException {
    Map<String, String> before = state();
    assertThatThrownBy(() -> bench.restore(request()))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining(why);
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void a_link_that_leads_out_is_not_put_back() throws Exception {
    Files.createSymbolicLink(avatars.resolve("out"), Path.of("../../outside"));
    Files.createSymbolicLink(avatars.resolve("there"), Path.of("/etc/passwd"));
    snapshot =
        bench
            .belay
            .backup(BackupRequest.of("").withProfile("all"), Progress.NONE)
            .snapshot()
            .orElseThrow();
    assertThat(plan().empty()).as("what is there already is as it should be").isTrue();
    Files.delete(avatars.resolve("out"));
    Files.delete(avatars.resolve("there"));
    Plan plan = plan();
    assertThat(plan.empty()).isTrue();
    assertThat(plan.warnings())
        .anyMatch(w -> w.contains("out leads out of its folder, to ../../outside"))
        .anyMatch(w -> w.contains("to /etc/passwd, and is not put back"));
  }

  @Test
  void a_place_that_can_not_be_is_told_before_anything_happens() throws Exception {
    deleteAll(directory.resolve("media"));
    bench.sql("UPDATE t SET x = 'b'");
    assertThatThrownBy(this::plan)
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("there is no directory " + directory.resolve("media"));
    assertThatThrownBy(() -> bench.restore(request()))
        .hasMessageContaining("there is no directory");
    assertThat(bench.rows("SELECT x FROM t")).containsExactly("b");
    bench.restore(request().withoutFiles());
    assertThat(bench.rows("SELECT x FROM t")).containsExactly("a");
  }

  @Test
  void a_failing_run_leaves_the_files_and_nothing_beside_them() throws Exception {
    damage();
    Map<String, String> bad = state();
    assertThatThrownBy(
            () -> bench.belay.restore(request(), Optional.empty(), new FailingAt("verifying", 1)))
        .hasMessageContaining("failed at verifying");
    assertThat(state()).isEqualTo(bad);
    assertThat(bench.belay.history().get(0).outcome()).isEqualTo(RunOutcome.ROLLED_BACK);
  }

  /** Fails when a phase begins. */
  private record FailingAt(String phase, int times) implements Progress {
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

  private static void deleteAll(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void a_diff_counts_the_files_that_a_restore_would_write_and_those_that_it_leaves()
      throws Exception {
    assertThat(diff(Optional.empty()).equal()).isTrue();
    Files.writeString(avatars.resolve("new.png"), "new");
    Files.writeString(avatars.resolve("same.txt"), "another");
    Files.delete(avatars.resolve("large.png"));

    DiffResult live = diff(Optional.empty());
    assertThat(live.equal()).isFalse();
    assertThat(live.files())
        .extracting(f -> List.of(f.name(), f.write(), f.replace(), f.onlyThere(), f.unchanged()))
        .containsExactlyInAnyOrder(
            List.of("avatars", 1L, 1L, 1L, 3L), List.of("app.conf", 0L, 0L, 0L, 1L));

    String later = backupOfAll();
    assertThat(diff(Optional.of(later)).files()).isEqualTo(live.files());
    assertThat(
            bench
                .belay
                .diff(
                    new DiffRequest(snapshot, Optional.of(later), List.of("t")),
                    Progress.NONE,
                    Optional.empty())
                .files())
        .isEmpty();
  }

  @Test
  void a_diff_of_snapshots_tells_a_directory_from_a_file_of_its_name() throws Exception {
    Path nested = Files.createDirectories(avatars.resolve("kind/inner"));
    Files.writeString(nested.resolve("a.png"), "a");
    Files.writeString(nested.resolve("b.png"), "b");
    String directory = backupOfAll();
    deleteAll(avatars.resolve("kind"));
    Files.writeString(avatars.resolve("kind"), "a file");
    String file = backupOfAll();

    assertThat(counted(directory, file)).containsExactly(2L, 0L, 1L);
    assertThat(counted(file, directory)).containsExactly(1L, 0L, 2L);
    assertThat(counted(file, file)).containsExactly(0L, 0L, 0L);
  }

  private String backupOfAll() {
    return bench
        .belay
        .backup(BackupRequest.of("").withProfile("all"), Progress.NONE)
        .snapshot()
        .orElseThrow();
  }

  private List<Long> counted(String from, String to) {
    return bench
        .belay
        .diff(new DiffRequest(from, Optional.of(to), List.of()), Progress.NONE, Optional.empty())
        .files()
        .stream()
        .filter(f -> f.name().equals("avatars"))
        .map(f -> List.of(f.write(), f.replace(), f.onlyThere()))
        .findFirst()
        .orElseThrow();
  }

  private DiffResult diff(Optional<String> to) {
    return bench.belay.diff(
        new DiffRequest(snapshot, to, List.of()), Progress.NONE, Optional.empty());
  }
}

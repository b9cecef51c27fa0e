package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.config.BelayYaml;
import dev.belay.config.BelayYamlReader;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.proof.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What others do to files while a run goes on is lost in no instant of it. */
@Tag("server")
class FilesMeanwhileTest {
  @TempDir Path directory;
  private final List<Belay> open = new ArrayList<>();

  static Stream<String> engines() {
    return Stream.of("wal", "postgresql");
  }

  @AfterEach
  void close() {
    open.forEach(Belay::close);
  }

  private Path avatars() {
    return directory.resolve("avatars");
  }

  private Belay belay() {
    return open.get(0);
  }

  /** Two pictures in a snapshot; the one overwritten since, the other gone. */
  private Side application(String engine) throws Exception {
    Side side = Side.of(engine, directory);
    side.sql("create table t (id integer primary key, x text)", "insert into t values (1, 'a')");
    Path avatars = Files.createDirectories(avatars());
    Files.createDirectory(avatars.resolve("deep"));
    Files.writeString(avatars.resolve("deep/one"), "one");
    Files.writeString(avatars.resolve("two"), "two");
    Path yaml = directory.resolve("belay.yaml");
    Files.writeString(
        yaml,
        "databases: {app: \"%s\"}\nprofiles: {all: {database: app, files: [avatars]}}\n"
            .formatted(side.reference()));
    Belay belay = open();
    open.add(belay);
    belay.backup(BackupRequest.of("").withProfile("all"), Progress.NONE);
    Files.writeString(avatars.resolve("deep/one"), "overwritten");
    Files.delete(avatars.resolve("two"));
    side.sql("update t set x = 'b'");
    return side;
  }

  private Belay open() {
    BelayYaml read = BelayYamlReader.read(directory.resolve("belay.yaml"));
    return Belay.open(
        Workbench.settings(directory.resolve("repo"), read.databases()).with(read.profiles()));
  }

  private RunResult restore(String phase, Act act) {
    return belay()
        .restore(
            RestoreRequest.of("latest:manual").withProfile("all"),
            Optional.empty(),
            meanwhile(phase, act));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void rowsAndFilesComeAndGoTogether(String engine) throws Exception {
    Side side = application(engine);
    restore("none", () -> {});
    assertThat(avatars().resolve("deep/one")).hasContent("one");
    assertThat(avatars().resolve("two")).hasContent("two");
    assertThat(side.rows("select x from t")).containsExactly("a");
    undo();
    assertThat(avatars().resolve("deep/one")).hasContent("overwritten");
    assertThat(avatars().resolve("two")).doesNotExist();
    assertThat(side.rows("select x from t")).containsExactly("b");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFileThatIsWrittenBeforeTheCommitStopsTheRun(String engine) throws Exception {
    Side side = application(engine);
    assertThatThrownBy(
            () -> restore("applying", () -> Files.writeString(avatars().resolve("two"), "new")))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_PLAN))
        .hasMessageContaining("two is being changed just now");
    assertThat(avatars().resolve("two")).hasContent("new");
    assertThat(avatars().resolve("deep/one")).hasContent("overwritten");
    assertThat(side.rows("select x from t")).containsExactly("b");
    assertNothingStaged();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFileThatIsWrittenAfterItStaysBesideItsPlace(String engine) throws Exception {
    application(engine);
    RunResult run =
        restore("moving files", () -> Files.writeString(avatars().resolve("two"), "new"));
    assertThat(avatars().resolve("two")).hasContent("two");
    Path aside = avatars().resolve("two.belay-kept-" + run.run().orElseThrow());
    assertThat(aside).hasContent("new");
    String told = "two was changed in the meantime, and is " + aside;
    assertThat(belay().run(run.run().orElseThrow()).notes()).anyMatch(n -> n.contains(told));
    assertThat(run.plan().warnings()).anyMatch(n -> n.contains(told));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aRunThatMovesFilesIsLeftToDoSo(String engine) throws Exception {
    Side side = application(engine);
    RunResult run =
        restore(
            "moving files",
            () -> {
              assertThat(otherProcess()).contains("another run is at work on " + avatars());
              try (Belay other = open()) {
                assertThat(other.recover()).isEmpty();
              }
            });
    assertThat(run.plan().warnings()).isEmpty();
    assertThat(belay().run(run.run().orElseThrow()).notes())
        .noneMatch(n -> n.contains("interrupted"));
    assertThat(side.rows("select x from t")).containsExactly("a");
    assertThat(avatars().resolve("deep/one")).hasContent("one");
    assertThat(belay().recover()).isEmpty();
    assertNothingStaged();
  }

  /** What a second run, in a process of its own, says. */
  private String otherProcess() throws IOException {
    Process process = CrashingProcess.start(directory.resolve("repo"), "all", "profile", "none");
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aPlaceThatIsTakenAfterItIsFilledByTheNextCommand(String engine) throws Exception {
    Side side = application(engine);
    Path deep = avatars().resolve("deep");
    Path away = directory.resolve("away");
    assertThatThrownBy(
            () ->
                restore(
                    "moving files",
                    () -> {
                      Files.move(deep, away);
                      Files.writeString(deep, "in the way");
                    }))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECOVERY_NEEDED))
        .hasMessageContaining("committed, but not all files are in their place");
    assertThat(side.rows("select x from t")).containsExactly("a");
    List<RunRecord> unsettled = belay().recover();
    assertThat(unsettled)
        .singleElement()
        .satisfies(r -> assertThat(r.outcome()).isEqualTo(RunOutcome.UNKNOWN));

    Files.delete(deep);
    Files.move(away, deep);
    assertNoOtherComesFirst();
    assertThat(belay().recover())
        .singleElement()
        .satisfies(r -> assertThat(r.outcome()).isEqualTo(RunOutcome.COMMITTED));
    assertThat(avatars().resolve("deep/one")).hasContent("one");
    assertThat(avatars().resolve("two")).hasContent("two");
    assertNothingStaged();
    undo();
    assertThat(avatars().resolve("deep/one")).hasContent("overwritten");
  }

  private void assertNoOtherComesFirst() throws IOException {
    assertThat(otherProcess()).contains("are still to be put in their place");
  }

  private void undo() {
    belay().undo(UndoRequest.last(), Optional.empty(), Progress.NONE);
  }

  private void assertNothingStaged() throws IOException {
    try (Stream<Path> all = Files.walk(avatars())) {
      assertThat(all).noneMatch(p -> p.getFileName().toString().startsWith(".belay-"));
    }
  }

  /** What somebody does. */
  private interface Act {
    void run() throws IOException;
  }

  /** Somebody does something when a phase begins. */
  private static Progress meanwhile(String phase, Act act) {
    return Progress.of(
        name -> {
          if (name.equals(phase)) {
            try {
              act.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        },
        () -> false);
  }
}

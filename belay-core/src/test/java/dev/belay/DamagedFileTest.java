package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.config.BelayYaml;
import dev.belay.config.BelayYamlReader;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.FileMove;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RowChange;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A SQLite file whose bytes were damaged: it is told, kept whole, and replaced. */
class DamagedFileTest {
  private static final int PAGE = 4096;
  private static final UndoRequest UNDO = UndoRequest.last();

  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "create table notes (id integer primary key, body text)",
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)"
            + " insert into notes select i, 'note ' || hex(randomblob(40)) from n");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void damagePages() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(bench.database.toFile(), "rw")) {
      for (long page = 3; page < 12; page++) {
        file.seek(page * PAGE);
        file.write(new byte[PAGE]);
      }
    }
  }

  @Test
  void aBackupOfADamagedFileNamesTheTableAndIsNoSnapshot() throws Exception {
    damagePages();
    assertThatThrownBy(() -> bench.backup())
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED);
              assertThat(e).hasMessageContaining("notes");
            });
    bench.belay.list(
        ListRequest.ALL,
        s -> {
          throw new AssertionError("there is a snapshot: " + s);
        });
  }

  @Test
  void aDamagedFileIsPutAsideWholeAndReplaced() throws Exception {
    List<String> good = bench.rows("select * from notes order by id");
    String snapshot = bench.backup();
    damagePages();
    byte[] damaged = Files.readAllBytes(bench.database);

    Plan plan = bench.belay.plan(RestoreRequest.of(snapshot), Progress.NONE);
    assertThat(plan.warnings()).anyMatch(w -> w.contains("damaged"));
    assertThat(Files.readAllBytes(bench.database)).isEqualTo(damaged);

    RunResult run =
        bench.belay.restore(RestoreRequest.of(snapshot), Optional.of(plan.id()), Progress.NONE);
    assertThat(run.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(bench.rows("select * from notes order by id")).isEqualTo(good);

    RunRecord record = bench.belay.history().get(0);
    String note =
        record.notes().stream().filter(n -> n.contains("moved to")).findFirst().orElseThrow();
    Path aside = Path.of(note.substring(note.indexOf("moved to ") + "moved to ".length()));
    assertThat(Files.readAllBytes(aside.resolve("app.db"))).isEqualTo(damaged);
  }

  @Test
  void aRestoreByAProfileSaysWhatToDoFirst() throws Exception {
    String whole = bench.backup();
    List<String> good = bench.rows("select * from notes order by id");
    Path yaml = directory.resolve("belay.yaml");
    Files.writeString(
        yaml, "databases: {app: app.db}\nprofiles: {p: {database: app, include: [notes]}}\n");
    BelayYaml read = BelayYamlReader.read(yaml);
    try (Belay belay =
        Belay.open(
            Workbench.settings(directory.resolve("repo"), read.databases())
                .with(read.profiles()))) {
      belay.backup(BackupRequest.of("").withProfile("p"), Progress.NONE);
      damagePages();
      for (RestoreRequest request :
          List.of(
              RestoreRequest.of("latest:p").withProfile("p"),
              RestoreRequest.of(whole).withProfile("p"),
              RestoreRequest.of("latest:p"))) {
        assertThatThrownBy(() -> belay.plan(request, Progress.NONE))
            .isInstanceOfSatisfying(
                BelayException.class,
                e -> {
                  assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED);
                  assertThat(e).hasMessageContaining("app is damaged");
                  assertThat(e.hint())
                      .contains("belay restore " + whole.substring(0, 8))
                      .contains("then this again");
                });
      }
      belay.restore(RestoreRequest.of(whole), Optional.empty(), Progress.NONE);
      assertThat(bench.rows("select * from notes order by id")).isEqualTo(good);
      assertThat(belay.plan(RestoreRequest.of("latest:p").withProfile("p"), Progress.NONE).empty())
          .isTrue();
    }
  }

  @Test
  void aReplacedFileComesBackWholeAndGoesAgain() throws Exception {
    String snapshot = bench.backup();
    damagePages();
    byte[] damaged = Files.readAllBytes(bench.database);
    bench.restore(RestoreRequest.of(snapshot));
    List<String> good = bench.rows("select * from notes order by id");

    Plan plan = bench.belay.plan(UNDO, Progress.NONE);
    assertThat(plan.overwrites()).isEmpty();
    assertThat(plan.moves()).extracting(FileMove::to).contains(bench.database.toString());
    RunResult undo = bench.belay.undo(UNDO, Optional.of(plan.id()), Progress.NONE);
    assertThat(undo.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(Files.readAllBytes(bench.database)).isEqualTo(damaged);

    bench.undo();
    assertThat(bench.rows("select * from notes order by id")).isEqualTo(good);
    List<RunRecord> history = bench.belay.history();
    assertThat(history).hasSize(3).allMatch(r -> r.outcome() == RunOutcome.COMMITTED);
    assertThat(history.get(2).undoneBy()).contains(history.get(1).run());
    assertThat(history.get(1).undoneBy()).contains(history.get(0).run());

    bench.undo();
    assertThat(Files.readAllBytes(bench.database)).isEqualTo(damaged);
  }

  @Test
  void rowsThatChangedInAReplacedFileAreToldBeforeItGoes() throws Exception {
    String snapshot = bench.backup();
    damagePages();
    bench.restore(RestoreRequest.of(snapshot));
    bench.sql("update notes set body = 'newer' where id = 7", "create table later (x)");
    bench.sql("insert into later values (1)");

    assertThatThrownBy(() -> bench.undo())
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("later, notes");
    assertThat(bench.rows("select body from notes where id = 7")).containsExactly("newer");
    Plan plan = bench.belay.plan(UNDO, Progress.NONE);
    assertThat(plan.overwrites()).hasSize(2);
    assertThat(plan.overwrites().get(1).first())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.kind()).isEqualTo(RowChange.Kind.UPDATE);
              assertThat(row.key()).containsExactly(new RowChange.Value("id", Optional.of("7")));
            });

    bench.belay.undo(UndoRequest.last().overwriting(), Optional.of(plan.id()), Progress.NONE);
    bench.undo();
    assertThat(bench.rows("select body from notes where id = 7")).containsExactly("newer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "phase:comparing",
        "before:RUN:1",
        "after:RUN:1",
        "before:RUN:2",
        "after:RUN:2",
        "before:RUN:3",
        "after:RUN:3"
      })
  void anUndoThatDiesIsDoneOrNotBegun(String point) throws Exception {
    String snapshot = bench.backup();
    damagePages();
    byte[] damaged = Files.readAllBytes(bench.database);
    bench.restore(RestoreRequest.of(snapshot));
    byte[] rebuilt = Files.readAllBytes(bench.database);

    CrashingProcess.die(directory.resolve("repo"), bench.database.toString(), "undo", point);
    bench.belay.recover();
    boolean done = point.equals("after:RUN:2") || point.endsWith("RUN:3");
    assertThat(Files.readAllBytes(bench.database)).isEqualTo(done ? damaged : rebuilt);
    assertThat(bench.belay.history())
        .noneMatch(r -> r.outcome() == RunOutcome.RUNNING)
        .filteredOn(r -> r.command().equals("undo"))
        .allMatch(r -> (r.outcome() == RunOutcome.COMMITTED) == done);
    bench.undo();
    assertThat(Files.readAllBytes(bench.database)).isEqualTo(done ? rebuilt : damaged);
  }

  @Test
  void onlyAWholeSnapshotMayReplaceADamagedFile() throws Exception {
    String snapshot = bench.backup();
    damagePages();
    byte[] damaged = Files.readAllBytes(bench.database);
    RestoreRequest merge = RestoreRequest.of(snapshot).withMode(Mode.MERGE);
    assertThatThrownBy(() -> bench.restore(merge))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
    assertThat(Files.readAllBytes(bench.database)).isEqualTo(damaged);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString())).doesNotContain(".belay");
    }
  }
}

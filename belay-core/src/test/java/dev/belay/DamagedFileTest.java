package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
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

/** A SQLite file whose bytes were damaged: it is told, kept whole, and replaced. */
class DamagedFileTest {
  private static final int PAGE = 4096;

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
        new ListRequest(Optional.empty(), Optional.empty(), Optional.empty(), 0),
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
  void anUndoAfterAReplacedFileTakesNoEarlierRunBack() throws Exception {
    String snapshot = bench.backup();
    bench.sql("delete from notes where id < 10");
    bench.restore(RestoreRequest.of(snapshot));
    damagePages();
    bench.restore(RestoreRequest.of(snapshot));

    assertThatThrownBy(() -> bench.undo())
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("aside whole");
    assertThat(bench.rows("select count(*) from notes")).containsExactly("2000");
  }

  @Test
  void onlyAWholeSnapshotMayReplaceADamagedFile() throws Exception {
    String snapshot = bench.backup();
    damagePages();
    byte[] damaged = Files.readAllBytes(bench.database);
    RestoreRequest merge =
        new RestoreRequest(
            snapshot, Optional.empty(), Mode.MERGE, List.of(), List.of(), false, "", "test");
    assertThatThrownBy(() -> bench.restore(merge))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
    assertThat(Files.readAllBytes(bench.database)).isEqualTo(damaged);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString())).doesNotContain(".belay");
    }
  }
}

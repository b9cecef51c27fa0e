package dev.belay.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.BackupRequest;
import dev.belay.Belay;
import dev.belay.DiffRequest;
import dev.belay.Workbench;
import dev.belay.model.DiffResult;
import dev.belay.model.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows around and far above the size of a slice are stored and found again. */
class HugeRowTest {
  @TempDir Path directory;

  @Test
  void rowsOfAnySizeAreComparedWhole() throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      bench.sql("create table t (id integer primary key, v blob)");
      // A line is the key, a tab, the bytes and a line feed: these end just before, at and behind a
      // slice's end.
      for (int i = 1; i <= 3; i++) {
        int size = ChunkIds.SLICE - 5 + i;
        bench.sql(
            "insert into t values (%d, cast(replace(hex(zeroblob(%d)), '0', 'a') as blob))"
                .formatted(i, size / 2 + 1));
        bench.sql("update t set v = substr(v, 1, %d) where id = %d".formatted(size, i));
      }
      bench.sql(
          "insert into t values (30, zeroblob(%d))".formatted(2 * ChunkIds.SLICE + 17),
          "insert into t values (40, 'small')");
      String snapshot = bench.backup();
      assertThat(diff(bench.belay, snapshot))
          .isEqualTo(new DiffResult.TableDiff(name(), 0, 0, 0, 5));

      bench.sql("update t set v = zeroblob(length(v) - 1) || x'01' where id = 30");
      bench.sql("delete from t where id = 3", "insert into t values (25, 'x')");
      assertThat(diff(bench.belay, snapshot))
          .isEqualTo(new DiffResult.TableDiff(name(), 1, 1, 1, 3));
      long stored =
          bench
              .belay
              .backup(BackupRequest.of(bench.database.toString()), Progress.NONE)
              .bytesStored();
      assertThat(stored).isLessThan(ChunkIds.SLICE);
    }
  }

  private static dev.belay.model.TableName name() {
    return new dev.belay.model.TableName("main", "t");
  }

  private static DiffResult.TableDiff diff(Belay belay, String snapshot) {
    return belay
        .diff(
            new DiffRequest(snapshot, Optional.empty(), List.of()), Progress.NONE, Optional.empty())
        .tables()
        .get(0);
  }
}

package dev.belay.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.BackupRequest;
import dev.belay.DiffRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.model.BackupResult;
import dev.belay.model.DiffResult;
import dev.belay.model.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of some megabytes, of which one row in a hundred changes, all over. */
class LayeredDatabaseTest {
  private static final String ROWS =
      "select group_concat(id || v, '/') from (select * from t order by id)";

  @TempDir Path directory;

  @BeforeEach
  void fill() throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      bench.sql(
          "create table t (id integer primary key, v text)",
          "insert into t with recursive n(i) as (select 1 union all select i + 1 from n where i < 40000)"
              + " select i, hex(randomblob(50)) from n");
    }
  }

  private static void change(Workbench bench) throws Exception {
    bench.sql(
        "update t set v = hex(randomblob(50)) where id % 100 = 7",
        "delete from t where id % 1000 = 8",
        "insert into t (id, v) select id + 100000, hex(randomblob(50)) from t where id % 5000 = 9");
  }

  @Test
  void backupsStoreWhatChanged() throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      BackupResult first = backup(bench);
      change(bench);
      BackupResult second = backup(bench);
      assertThat(second.bytesStored()).isLessThan(first.bytesStored() / 25);
      BackupResult third = backup(bench);
      assertThat(third.bytesStored()).isLessThan(5_000);
      bench.restic("check", "--read-data");
      assertThat(bench.belay.check(true, Progress.NONE).problems()).isEmpty();
      String snapshot = second.snapshot().orElseThrow();
      assertThat(diff(bench, first.snapshot().orElseThrow(), Optional.of(snapshot)))
          .isEqualTo(new DiffResult.TableDiff(table(), 40, 400, 8, 39560));
      assertThat(diff(bench, snapshot, Optional.empty()).equal()).isTrue();
    }
  }

  private static DiffResult.TableDiff diff(Workbench bench, String from, Optional<String> to) {
    return bench
        .belay
        .diff(new DiffRequest(from, to, List.of()), Progress.NONE, Optional.empty())
        .tables()
        .get(0);
  }

  private static dev.belay.model.TableName table() {
    return new dev.belay.model.TableName("main", "t");
  }

  /** With restic and the few lines of {@link MergeRule}, and nothing of Belay's. */
  @Test
  void whoHasOnlyResticGetsTheRowsOut() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    try (Workbench bench = new Workbench(directory);
        Workbench fresh = new Workbench(other)) {
      backup(bench);
      change(bench);
      backup(bench);
      Files.copy(bench.database, fresh.database);
      backup(fresh);
      byte[] base = dump(bench, "/tables/main.t/base");
      byte[] layer = dump(bench, "/tables/main.t/1");
      byte[] rows = dump(fresh, "/tables/main.t/base");
      assertThat(base).isNotEqualTo(rows);
      assertThat(MergeRule.merge(base, layer)).isEqualTo(rows);
      assertThat(fresh.restic("ls", "latest"))
          .doesNotContain("segments")
          .doesNotContain("main.t/1");
    }
  }

  private static byte[] dump(Workbench bench, String file) throws Exception {
    return bench.restic("dump", "latest", file).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aSafetySnapshotStoresWhatTheRunChanges() throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      BackupResult first = backup(bench);
      List<String> before = bench.rows(ROWS);
      change(bench);
      List<String> changed = bench.rows(ROWS);
      long stored = size();
      bench.restore(RestoreRequest.of(first.snapshot().orElseThrow()));
      assertThat(size() - stored).isLessThan(first.bytesStored() / 20);
      assertThat(bench.rows(ROWS)).isEqualTo(before);
      bench.undo();
      assertThat(bench.rows(ROWS)).isEqualTo(changed);
      bench.undo();
      assertThat(bench.rows(ROWS)).isEqualTo(before);
      assertThat(size() - stored).isLessThan(first.bytesStored() / 10);
      bench.restic("check", "--read-data");
      assertThat(bench.belay.check(true, Progress.NONE).problems()).isEmpty();
    }
  }

  private long size() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("repo"))) {
      long size = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        size += Files.size(file);
      }
      return size;
    }
  }

  @Test
  void aChangedStructureBeginsAnew() throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      backup(bench);
      bench.sql("alter table t add column w text");
      change(bench);
      String snapshot = backup(bench).snapshot().orElseThrow();
      assertThat(bench.restic("ls", "latest")).doesNotContain("segments");
      assertThat(diff(bench, snapshot, Optional.empty()).equal()).isTrue();
    }
  }

  private static BackupResult backup(Workbench bench) {
    return bench.belay.backup(BackupRequest.of(bench.database.toString()), Progress.NONE);
  }
}

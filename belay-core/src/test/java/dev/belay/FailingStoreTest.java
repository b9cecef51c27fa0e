package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.store.FailingStore;
import dev.belay.store.Stores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A storage that fails at its n-th write, for every n: nothing good is lost, and nothing is half
 * done.
 */
class FailingStoreTest {
  /** More writes than any of this takes. */
  private static final int MANY = 200;

  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "create table t (id integer primary key autoincrement, v text)",
        "insert into t(v) values ('a'), ('b'), ('c')");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** What is done on a store that fails. */
  private interface Work {
    void on(Belay belay);
  }

  /**
   * Does the work on a store of which only the first {@code works} writes succeed.
   *
   * @return what it failed with; null where it did not, since no write failed but, with a warning,
   *     that of the lock's removal
   */
  private @Nullable BelayException failing(int works, Work work) {
    AtomicReference<@Nullable FailingStore> last = new AtomicReference<>();
    List<String> warnings = new ArrayList<>();
    Settings settings = Workbench.settings(directory.resolve("repo"), Map.of());
    try (Belay belay =
        Belay.open(
            settings,
            location -> {
              FailingStore store = new FailingStore(Stores.open(location), works);
              last.set(store);
              return store;
            })) {
      belay.onWarning(warnings::add);
      work.on(belay);
    } catch (BelayException e) {
      return e;
    }
    FailingStore store = last.get();
    boolean failed = store != null && store.failed();
    assertThat(failed && warnings.isEmpty()).as("a failed write was not told").isFalse();
    return null;
  }

  private List<String> content() throws Exception {
    List<String> all = new ArrayList<>(bench.rows("select * from t order by id"));
    all.addAll(bench.rows("select * from sqlite_sequence"));
    return all;
  }

  @Test
  void aFirstBackupThatCanNotBeWrittenCanBeTakenLater() {
    BackupRequest request = BackupRequest.of(bench.database.toString());
    int n = 0;
    while (failing(n, belay -> belay.backup(request, Progress.NONE)) != null) {
      assertThat(n++).isLessThan(MANY);
    }
    assertThat(n).isGreaterThan(3);
    assertThat(bench.belay.check(true, Progress.NONE).problems()).isEmpty();
  }

  @Test
  void aBackupThatFailsAnywhereHarmsNoOther() throws Exception {
    String first = bench.backup();
    List<String> good = content();
    BackupRequest request = BackupRequest.of(bench.database.toString());
    int n = 0;
    boolean failed;
    do {
      bench.sql("insert into t(v) values ('more " + n + "')");
      failed = failing(n, belay -> belay.backup(request, Progress.NONE)) != null;
      assertThat(bench.belay.check(true, Progress.NONE).problems()).as("write %d", n).isEmpty();
      assertThat(n++).isLessThan(MANY);
    } while (failed);
    assertThat(n).isGreaterThan(4);
    // Locks that could not be removed are this process's, which still lives.
    bench.restic("unlock", "--remove-all");
    assertThat(bench.restic("check", "--read-data")).contains("no errors were found");
    bench.restore(RestoreRequest.of(first));
    assertThat(content()).isEqualTo(good);
  }

  @Test
  void aRestoreThatFailsAnywhereIsAllOrNothingAsTheJournalSays() throws Exception {
    String snapshot = bench.backup();
    List<String> good = content();
    int n = 0;
    int rolledBack = 0;
    int committed = 0;
    boolean failed;
    do {
      bench.sql("update t set v = v || ' bad " + n + "'", "insert into t(v) values ('x')");
      List<String> damaged = content();
      failed =
          failing(
                  n,
                  belay ->
                      told(
                          belay.restore(
                              RestoreRequest.of(snapshot), Optional.empty(), Progress.NONE)))
              != null;
      bench.belay.recover();
      List<String> now = content();
      assertThat(now).as("write %d", n).isIn(good, damaged);
      List<RunRecord> history = bench.belay.history();
      if (now.equals(good)) {
        assertThat(history.get(0).outcome()).as("write %d", n).isEqualTo(RunOutcome.COMMITTED);
        committed++;
      } else {
        // What could not be written either is that the run ended; it is settled once this process
        // has.
        assertThat(history).as("write %d", n).allMatch(r -> r.outcome() != RunOutcome.COMMITTED);
        rolledBack++;
      }
      assertThat(bench.belay.check(true, Progress.NONE).problems()).as("write %d", n).isEmpty();
      assertThat(n++).isLessThan(MANY);
    } while (failed);
    assertThat(rolledBack).isGreaterThan(4);
    assertThat(committed).isPositive();
    assertThat(content()).isEqualTo(good);
  }

  /** What has committed is no failure, but that it could not be recorded is told. */
  private static void told(RunResult result) {
    if (result.plan().warnings().stream().anyMatch(w -> w.contains("could not be recorded"))) {
      assertThat(result.outcome()).isEqualTo(RunOutcome.COMMITTED);
      throw new BelayException(ErrorCode.FAILED, "told", "");
    }
  }

  @Test
  void aFailingSafetySnapshotStopsTheRun() throws Exception {
    String snapshot = bench.backup();
    bench.sql("delete from t");
    List<String> damaged = content();
    assertThatThrownBy(
            () -> {
              BelayException failure =
                  failing(
                      2,
                      belay ->
                          belay.restore(
                              RestoreRequest.of(snapshot), Optional.empty(), Progress.NONE));
              if (failure != null) {
                throw failure;
              }
            })
        .isInstanceOf(BelayException.class)
        .hasStackTraceContaining("no space left");
    assertThat(content()).isEqualTo(damaged);
    assertThat(bench.belay.history()).isEmpty();
  }
}

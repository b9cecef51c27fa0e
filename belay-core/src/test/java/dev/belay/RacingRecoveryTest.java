package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.store.Draft;
import dev.belay.store.DraftedStore;
import dev.belay.store.FileKind;
import dev.belay.store.Store;
import dev.belay.store.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two commands at once find the same interrupted run: one of them tells what became of it. */
@Tag("crash")
class RacingRecoveryTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "phase:verifying, ROLLED_BACK",
    "after:RUN:2, ROLLED_BACK",
    "before:RUN:3, COMMITTED"
  })
  void theOtherGoesOnAsIfNothingHadBeen(String point, RunOutcome outcome) throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      bench.sql("CREATE TABLE a (id INTEGER PRIMARY KEY, x)", "INSERT INTO a VALUES (1, 'old')");
      bench.belay.backup(BackupRequest.of(bench.database.toString()), Progress.NONE);
      bench.sql("UPDATE a SET x = 'new'");
      Process crash =
          CrashingProcess.start(
              directory.resolve("repo"), bench.database.toString(), "restore", point);
      crash.getInputStream().readAllBytes();
      assertThat(crash.waitFor()).isNotZero();

      List<RunRecord> first = new ArrayList<>();
      Settings settings = Workbench.settings(directory.resolve("repo"), Map.of());
      Store store = Stores.open(settings.repository(), settings.storage());
      try (Belay late =
          Belay.open(settings, l -> new Late(store, () -> first.addAll(bench.belay.recover())))) {
        assertThat(late.recover()).isEmpty();
        assertThat(late.history().get(0).outcome()).isEqualTo(outcome);
      }
      assertThat(first).extracting(RunRecord::outcome).containsExactly(outcome);
      assertThat(bench.rows("SELECT x FROM a"))
          .containsExactly(outcome == RunOutcome.COMMITTED ? "old" : "new");
    }
  }

  /** Lets somebody else be first with the end of a run. */
  private static final class Late extends DraftedStore {
    private final Runnable first;

    Late(Store store, Runnable first) {
      super(store);
      this.first = first;
    }

    @Override
    protected void commit(FileKind kind, String name, Draft draft) throws IOException {
      if (kind == FileKind.RUN) {
        first.run();
      }
      draft.commit(name);
    }
  }
}

package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.crypto.Secret;
import dev.belay.model.Progress;
import dev.belay.repository.Copier;
import dev.belay.repository.Repository;
import dev.belay.store.LocalStore;
import dev.belay.store.SlowStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Storage of which each n-th call takes long: backups, removals, a prune, a copy, and a check. */
class SlowStorageTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void slownessChangesNothing(int each) throws Exception {
    Path slow = directory.resolve("slow");
    try (Workbench bench = new Workbench(directory);
        Belay belay =
            Belay.open(
                Workbench.settings(slow, Map.of()),
                location -> new SlowStore(new LocalStore(Path.of(location)), each))) {
      bench.sql(
          "create table t (id integer primary key, b blob)",
          "insert into t(b) values (randomblob(300000)), (randomblob(300000))");
      List<String> taken = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        bench.sql("insert into t(b) values (randomblob(300000))");
        taken.add(
            belay
                .backup(BackupRequest.of(bench.database.toString()), Progress.NONE)
                .snapshot()
                .orElseThrow());
      }
      belay.delete(taken.subList(0, 2));
      belay.undelete(taken.get(0));
      assertThat(belay.prune("0", false, Progress.NONE).dryRun()).isFalse();
      assertThat(belay.check(true, Progress.NONE).problems()).isEmpty();
      bench.backup();
      copy(directory.resolve("repo"), slow, each);
      assertThat(belay.check(true, Progress.NONE).problems()).isEmpty();
      List<String> listed = new ArrayList<>();
      belay.list(ListRequest.ALL, s -> listed.add(s.snapshot()));
      assertThat(listed).hasSize(3).contains(taken.get(0), taken.get(2));
    }
  }

  private static void copy(Path source, Path slow, int each) {
    try (Secret password = Secret.ofPassword(Workbench.PASSWORD.toCharArray());
        Repository from = Repository.open(new LocalStore(source), password);
        Repository to = Repository.open(new SlowStore(new LocalStore(slow), each), password)) {
      Copier copier = new Copier(from, to);
      assertThat(copier.copy(copier.missing(r -> true), bytes -> {}).snapshots()).isEqualTo(1);
    }
  }
}

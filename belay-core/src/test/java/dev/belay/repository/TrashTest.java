package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import dev.belay.store.ForwardingStore;
import dev.belay.store.LocalStore;
import dev.belay.store.MemoryStore;
import dev.belay.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A removed snapshot can come back for a while. */
class TrashTest {
  @TempDir Path directory;
  private final MemoryStore store = new MemoryStore();

  @Test
  void removedSnapshotsComeBackForAWeekAndAreThenGone() throws Exception {
    byte[] rows = Repositories.noise(1, 100_000);
    SnapshotId id;
    try (Repository repository = Repositories.create(store)) {
      id = Repositories.backup(repository, rows);
      repository.notes().change(id, note -> note.withPinned(true));
      repository.trash().put(id);
      assertThat(repository.snapshots().ids()).isEmpty();
      repository.prune(Repositories.ALL_WASTE, PruneListener.NONE);
      repository.restore(repository.trash().find(id.shortForm()));
      assertThat(Repositories.content(repository, id)).isEqualTo(rows);
      assertThat(repository.trash().entries()).isEmpty();
      repository.trash().put(id);
      repository.trash().put(id);
    }
    try (Repository later = Repositories.at(store, Instant.now().plus(Duration.ofDays(6)))) {
      assertThat(later.prune(Repositories.ALL_WASTE, PruneListener.NONE).packsRemoved()).isZero();
      assertThat(later.trash().entries()).hasSize(1);
    }
    try (Repository later = Repositories.at(store, Instant.now().plus(Duration.ofDays(8)))) {
      PruneReport report = later.prune(Repositories.ALL_WASTE, PruneListener.NONE);
      assertThat(report.snapshotsExpired()).isEqualTo(1);
      assertThat(report.packsRemoved()).isEqualTo(2);
      assertThat(Repositories.names(store, FileKind.PACK)).isEmpty();
      assertThat(Repositories.names(store, FileKind.NOTE)).isEmpty();
    }
  }

  @Test
  void whatResticPrunedCanNotComeBack() throws Exception {
    LocalStore local = new LocalStore(directory.resolve("repo"));
    try (Repository repository = Repositories.create(local)) {
      SnapshotId id = Repositories.backup(repository, Repositories.noise(1, 1000));
      repository.trash().put(id);
      Restic restic = new Restic(directory.resolve("repo"), directory);
      assertThat(restic.run("snapshots", "--json").strip()).isIn("null", "[]");
      restic.run("prune");
    }
    try (Repository repository = Repositories.open(local)) {
      Trash.Entry entry = repository.trash().entries().get(0);
      assertThatThrownBy(() -> repository.restore(entry))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
      assertThat(repository.snapshots().ids()).isEmpty();

      SnapshotId kept = Repositories.backup(repository, Repositories.noise(2, 1000));
      PruneReport report = repository.prune(Repositories.ALL_WASTE, PruneListener.NONE);
      assertThat(report.snapshotsLost()).isEqualTo(1);
      assertThat(Repositories.content(repository, kept)).hasSize(1000);
    }
  }

  @Test
  void whatIsRemovedWhileAPruneWalksCanComeBack() {
    byte[] rows = Repositories.noise(1, 60_000);
    List<SnapshotId> taken = new ArrayList<>();
    try (Repository forgetting = Repositories.create(store)) {
      taken.add(Repositories.backup(forgetting, rows));
      taken.add(Repositories.backup(forgetting, Repositories.noise(2, 60_000)));
      // Between the list of snapshots and the look at one of them, it goes.
      Store moving =
          new ForwardingStore(store) {
            @Override
            public byte[] read(FileKind kind, String name) throws IOException {
              if (kind == FileKind.SNAPSHOT) {
                forgetting.trash().put(SnapshotId.parse(name));
              }
              return super.read(kind, name);
            }
          };
      try (Repository pruning = Repositories.open(moving)) {
        assertThat(pruning.prune(Repositories.ALL_WASTE, PruneListener.NONE).packsRemoved())
            .isZero();
      }
      assertThat(forgetting.snapshots().ids()).isEmpty();
      for (SnapshotId id : taken) {
        forgetting.restore(forgetting.trash().find(id.toString()));
      }
      assertThat(Repositories.content(forgetting, taken.get(0))).isEqualTo(rows);
      assertThat(forgetting.check(true, CheckListener.NONE).problems()).isEmpty();
    }
  }
}

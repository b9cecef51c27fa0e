package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.store.FaultyStore;
import dev.belay.store.FileKind;
import dev.belay.store.LocalStore;
import dev.belay.store.MemoryStore;
import dev.belay.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no snapshot needs goes, and all else stays. */
class PruneTest {
  @TempDir Path directory;
  private final MemoryStore store = new MemoryStore();

  @Test
  void whatNoSnapshotNeedsIsRemovedAndAllElseIsWhole() throws Exception {
    LocalStore local = new LocalStore(directory.resolve("repo"));
    byte[] shared = Repositories.noise(1, 400_000);
    try (Repository repository = Repositories.create(local)) {
      SnapshotId one = Repositories.backup(repository, shared, Repositories.noise(2, 700_000));
      SnapshotId two = Repositories.backup(repository, shared, Repositories.noise(3, 300_000));
      SnapshotId three = Repositories.backup(repository, Repositories.noise(4, 900_000));
      repository.snapshots().delete(one);
      repository.snapshots().delete(three);
      byte[] content = Repositories.content(repository, two);

      PruneReport planned =
          repository.prune(new PruneOptions(MaxUnused.parse("0"), true), PruneListener.NONE);
      PruneReport done = repository.prune(Repositories.ALL_WASTE, PruneListener.NONE);

      assertThat(done.bytesFreed()).isBetween(1_600_000L, 1_700_000L);
      assertThat(planned.bytesFreed()).isCloseTo(done.bytesFreed(), withinBytes(2000));
      assertThat(planned.packsRemoved()).isEqualTo(done.packsRemoved()).isEqualTo(3);
      assertThat(planned.packsRepacked()).isEqualTo(done.packsRepacked()).isEqualTo(1);
      assertThat(done.packsPutOff()).isZero();
      assertThat(done.bytesUnused()).isZero();
      // This session's index knew other places.
      assertThat(Repositories.content(repository, two)).isEqualTo(content);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
      assertThat(Repositories.names(local, FileKind.MARK)).isEmpty();
    }
    Restic restic = new Restic(directory.resolve("repo"), directory);
    assertThat(restic.run("check", "--read-data", "--check-unused")).contains("no errors");
    try (Repository repository = Repositories.open(local)) {
      PruneReport again = repository.prune(Repositories.ALL_WASTE, PruneListener.NONE);
      assertThat(again.bytesFreed()).isZero();
      assertThat(again.packsRemoved() + again.packsRepacked()).isZero();
    }
  }

  private static org.assertj.core.data.Offset<Long> withinBytes(long bytes) {
    return org.assertj.core.data.Offset.offset(bytes);
  }

  @Test
  void aDryRunChangesNothing() throws Exception {
    try (Repository repository = Repositories.create(store)) {
      repository.snapshots().delete(Repositories.backup(repository, new byte[1000]));
      List<List<String>> before = all(store);
      PruneReport planned =
          repository.prune(new PruneOptions(MaxUnused.parse("5%"), true), PruneListener.NONE);
      assertThat(planned.packsRemoved()).isEqualTo(2);
      assertThat(all(store)).isEqualTo(before);
    }
  }

  @Test
  void manySmallPacksBecomeFew() throws Exception {
    List<SnapshotId> taken = new ArrayList<>();
    try (Repository repository = Repositories.create(store)) {
      for (int i = 0; i < 20; i++) {
        taken.add(Repositories.backup(repository, Repositories.noise(i, 20_000)));
      }
      assertThat(Repositories.names(store, FileKind.PACK)).hasSize(40);
      PruneOptions never = new PruneOptions(MaxUnused.parse("unlimited"), false);
      assertThat(repository.prune(never, PruneListener.NONE).packsRepacked()).isZero();

      PruneReport merged = repository.prune(PruneOptions.STANDARD, PruneListener.NONE);
      assertThat(merged.packsRepacked()).isEqualTo(40);
      assertThat(Repositories.names(store, FileKind.PACK)).hasSize(2);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
      for (int i = 0; i < 20; i++) {
        assertThat(Repositories.content(repository, taken.get(i)))
            .isEqualTo(Repositories.noise(i, 20_000));
      }
      PruneReport again = repository.prune(PruneOptions.STANDARD, PruneListener.NONE);
      assertThat(again.packsRepacked() + again.packsRemoved()).isZero();
    }
  }

  @Test
  void neighboursAreReadInOneRequest() throws Exception {
    byte[][] blobs = new byte[30][];
    for (int i = 0; i < blobs.length; i++) {
      blobs[i] = Repositories.noise(i, 10_000);
    }
    AtomicInteger requests = new AtomicInteger();
    try (Repository repository = Repositories.create(store)) {
      SnapshotId all = Repositories.backup(repository, blobs);
      blobs[11] = Repositories.noise(99, 50);
      Repositories.backup(repository, blobs);
      repository.snapshots().delete(all);
    }
    Store counting =
        new FaultyStore(
            store,
            (call, n) -> {
              requests.addAndGet(call == FaultyStore.Call.RANGE ? 1 : 0);
              return false;
            },
            IOException::new);
    try (Repository repository = Repositories.open(counting)) {
      assertThat(repository.prune(Repositories.ALL_WASTE, PruneListener.NONE).packsRepacked())
          .isEqualTo(1);
      // Two trees were read to find out what is needed, the pack itself once.
      assertThat(requests.get()).isLessThan(6);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
    }
  }

  @Test
  void wasteWithinTheLimitStays() {
    byte[] shared = Repositories.noise(1, 1_000_000);
    try (Repository repository = Repositories.create(store)) {
      SnapshotId one = Repositories.backup(repository, shared, Repositories.noise(2, 30_000));
      Repositories.backup(repository, shared);
      repository.snapshots().delete(one);

      PruneReport kept = repository.prune(PruneOptions.STANDARD, PruneListener.NONE);
      assertThat(kept.packsRepacked()).isZero();
      assertThat(kept.bytesUnused()).isBetween(30_000L, 31_000L);
      PruneReport tight =
          repository.prune(new PruneOptions(MaxUnused.parse("10k"), false), PruneListener.NONE);
      assertThat(tight.packsRepacked()).isEqualTo(1);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
    }
  }

  @Test
  void limitsAreReadAsResticWritesThem() {
    assertThat(MaxUnused.parse("unlimited").beside(5)).isEqualTo(Long.MAX_VALUE);
    assertThat(MaxUnused.parse("50%").beside(100)).isEqualTo(100);
    assertThat(MaxUnused.parse("2k").beside(1)).isEqualTo(2048);
    assertThat(MaxUnused.parse("0").beside(1)).isZero();
    for (String wrong : List.of("", "x", "-1", "100%", "5 %")) {
      assertThatThrownBy(() -> MaxUnused.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static List<List<String>> all(Store store) throws Exception {
    List<List<String>> all = new ArrayList<>();
    for (FileKind kind : FileKind.values()) {
      all.add(Repositories.names(store, kind));
    }
    return all;
  }
}

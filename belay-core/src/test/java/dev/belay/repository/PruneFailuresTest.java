package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.store.FailingStore;
import dev.belay.store.FileKind;
import dev.belay.store.MemoryStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A prune that fails removes nothing that is needed. */
class PruneFailuresTest {
  private final MemoryStore store = new MemoryStore();

  @Test
  void aPruneThatFailsAnywhereHarmsNothing() throws Exception {
    for (int n = 0; ; n++) {
      MemoryStore memory = new MemoryStore();
      byte[] content;
      SnapshotId kept;
      SnapshotId trashed;
      try (Repository repository = Repositories.create(memory)) {
        kept = untidy(repository);
        trashed = repository.trash().entries().get(0).id();
        content = Repositories.content(repository, kept);
      }
      FailingStore failing = new FailingStore(memory, n);
      try (Repository repository = Repositories.open(failing)) {
        repository.prune(Repositories.ALL_WASTE, PruneListener.NONE);
      } catch (BelayException e) {
        assertThat(failing.failed()).isTrue();
      }
      try (Repository repository = Repositories.open(memory)) {
        assertWhole(repository, kept, content, "write " + n);
        repository.restore(repository.trash().find(trashed.toString()));
        assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
        memory.deleteAll(FileKind.LOCK); // of this process, which still lives
        repository.prune(Repositories.ALL_WASTE, PruneListener.NONE);
        assertWhole(repository, kept, content, "after write " + n);
        assertThat(Repositories.names(memory, FileKind.MARK)).isEmpty();
        assertThat(repository.prune(Repositories.ALL_WASTE, PruneListener.NONE).bytesUnused())
            .isZero();
      }
      if (!failing.failed()) {
        assertThat(n).isGreaterThan(10);
        return;
      }
    }
  }

  private static void assertWhole(
      Repository repository, SnapshotId id, byte[] content, String when) {
    assertThat(repository.check(true, CheckListener.NONE).problems()).as(when).isEmpty();
    assertThat(Repositories.content(repository, id)).as(when).isEqualTo(content);
  }

  /** Something to remove, to write anew, to keep, and in the trash. */
  private static SnapshotId untidy(Repository repository) {
    byte[] shared = Repositories.noise(1, 40_000);
    SnapshotId one = Repositories.backup(repository, shared, Repositories.noise(2, 70_000));
    SnapshotId two = Repositories.backup(repository, shared, Repositories.noise(3, 30_000));
    SnapshotId three = Repositories.backup(repository, Repositories.noise(4, 90_000));
    SnapshotId four = Repositories.backup(repository, Repositories.noise(5, 50_000), shared);
    repository.snapshots().delete(one);
    repository.snapshots().delete(three);
    repository.trash().put(four);
    return two;
  }

  @Test
  void aDamagedOrMissingPieceEndsThePruneBeforeItRemovesAnything() throws Exception {
    try (Repository repository = Repositories.create(store)) {
      SnapshotId kept = untidy(repository);
      byte[] shared = Repositories.noise(1, 40_000);
      BlobLocation place =
          repository.index().find(BlobId.sha256(shared, 0, 40_000), BlobType.DATA).orElseThrow();
      byte[] pack = store.read(FileKind.PACK, place.pack().toString());
      byte[] damaged = pack.clone();
      damaged[place.offset() + 100] ^= 1;
      store.damage(FileKind.PACK, place.pack().toString(), damaged);
      List<String> packs = Repositories.names(store, FileKind.PACK);
      assertDamaged(repository);
      assertThat(Repositories.names(store, FileKind.PACK)).containsAll(packs);

      store.delete(FileKind.PACK, place.pack().toString());
      packs = Repositories.names(store, FileKind.PACK);
      assertDamaged(repository);
      assertThat(Repositories.names(store, FileKind.PACK)).containsAll(packs);

      store.write(FileKind.PACK, place.pack().toString(), pack);
      repository.prune(Repositories.ALL_WASTE, PruneListener.NONE);
      assertThat(Repositories.content(repository, kept)).hasSize(70_000);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
    }
  }

  private static void assertDamaged(Repository repository) {
    assertThatThrownBy(() -> repository.prune(Repositories.ALL_WASTE, PruneListener.NONE))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED))
        .hasMessageContaining("nothing was removed");
  }
}

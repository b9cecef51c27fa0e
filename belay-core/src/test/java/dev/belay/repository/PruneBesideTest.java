package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BlobId;
import dev.belay.store.FileKind;
import dev.belay.store.LocalStore;
import dev.belay.store.MemoryStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others may work on a repository while it is pruned. */
class PruneBesideTest {
  @TempDir Path directory;
  private final MemoryStore store = new MemoryStore();

  @Test
  void aBackupThatBeganBeforeMayRelyOnWhatNothingNeeds() {
    byte[] rows = Repositories.noise(1, 50_000);
    try (Repository repository = Repositories.create(store);
        Repository other = Repositories.open(store)) {
      repository.snapshots().delete(Repositories.backup(repository, rows));
      try (Upload upload = other.upload()) {
        BlobId blob = upload.save(BlobType.DATA, rows, 0, rows.length);
        assertThat(upload.blobsStored()).isZero(); // it is there

        PruneReport report = repository.prune(Repositories.ALL_WASTE, PruneListener.NONE);
        assertThat(report.packsRemoved()).isZero();
        assertThat(report.packsPutOff()).isEqualTo(2);

        BlobId table =
            new TreeWriter(Repositories.TIME).file("base", rows.length, List.of(blob)).save(upload);
        BlobId root = new TreeWriter(Repositories.TIME).directory("t", table).save(upload);
        SnapshotId id = upload.commit(Repositories.snapshot(root));
        assertThat(Repositories.content(other, id)).isEqualTo(rows);
      }
      // One pack of trees is needed by nobody: the backup wrote the same ones anew or relied on it.
      repository.prune(Repositories.ALL_WASTE, PruneListener.NONE);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
      assertThat(repository.prune(Repositories.ALL_WASTE, PruneListener.NONE).packsPutOff())
          .isZero();
      assertThat(Repositories.content(repository, repository.snapshots().ids().get(0)))
          .isEqualTo(rows);
    }
  }

  @Test
  void aBackupThatBeginsAfterTheMarkStoresAgain() throws Exception {
    byte[] rows = Repositories.noise(1, 50_000);
    try (Repository repository = Repositories.create(store);
        Repository other = Repositories.open(store)) {
      repository.snapshots().delete(Repositories.backup(repository, rows));
      try (Upload before = other.upload()) {
        repository.prune(Repositories.ALL_WASTE, PruneListener.NONE);
        try (Upload after = repository.upload()) {
          assertThat(after.contains(BlobType.DATA, BlobId.sha256(rows, 0, rows.length))).isFalse();
          assertThat(before.contains(BlobType.DATA, BlobId.sha256(rows, 0, rows.length))).isTrue();
        }
        SnapshotId id = Repositories.backup(repository, rows);
        // Those who hold the packs have not ended, so they are still there, beside the new ones.
        assertThat(repository.prune(Repositories.ALL_WASTE, PruneListener.NONE).packsPutOff())
            .isEqualTo(2);
        assertThat(Repositories.names(store, FileKind.PACK)).hasSize(4);
        assertThat(Repositories.content(repository, id)).isEqualTo(rows);
      }
      // A backup that began after the mark is no reason to wait.
      try (Upload later = other.upload()) {
        PruneReport report = repository.prune(Repositories.ALL_WASTE, PruneListener.NONE);
        assertThat(report.packsPutOff()).isZero();
        assertThat(report.packsRemoved()).isEqualTo(2);
        assertThat(later.contains(BlobType.DATA, BlobId.sha256(rows, 0, rows.length))).isTrue();
      }
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
      assertThat(Repositories.names(store, FileKind.PACK)).hasSize(2);
    }
  }

  @Test
  void resticIsKeptOutAndKeepsOut() throws Exception {
    LocalStore local = new LocalStore(directory.resolve("repo"));
    Restic restic = new Restic(directory.resolve("repo"), directory);
    try (Repository repository = Repositories.create(local);
        Lock pruning = repository.lock(LockMode.PRUNING)) {
      assertThatThrownBy(() -> restic.run("backup", "/etc/hostname"))
          .hasMessageContaining("locked exclusively");
      repository.upload().close();
      repository.check(true, CheckListener.NONE);
      assertThatThrownBy(() -> repository.prune(Repositories.ALL_WASTE, PruneListener.NONE))
          .hasMessageContaining("exclusively locked");
      pruning.requireHeld();
    }
  }
}

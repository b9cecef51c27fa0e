package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.store.FailingStore;
import dev.belay.store.FileKind;
import dev.belay.store.MemoryStore;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class UploadTest {
  private final MemoryStore store = new MemoryStore();

  @Property(tries = 30)
  void whatIsSavedIsLoaded(@ForAll @Size(max = 20) List<@Size(max = 3000) byte[]> blobs) {
    MemoryStore fresh = new MemoryStore();
    List<BlobId> ids;
    try (Repository repository = Repositories.create(fresh);
        Upload upload = repository.upload()) {
      ids = blobs.stream().map(b -> upload.save(BlobType.DATA, b, 0, b.length)).toList();
      upload.flush();
    }
    try (Repository repository = Repositories.open(fresh)) {
      for (int i = 0; i < ids.size(); i++) {
        assertThat(repository.blobs().load(ids.get(i))).isEqualTo(blobs.get(i));
      }
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
    }
  }

  @Test
  void whatIsThereAlreadyIsNotStoredAgain() {
    byte[] bytes = Repositories.noise(1, 100_000);
    try (Repository repository = Repositories.create(store);
        Upload upload = repository.upload()) {
      BlobId id = upload.save(BlobType.DATA, bytes, 0, bytes.length);
      assertThat(upload.save(BlobType.DATA, id, bytes, 0, bytes.length)).isFalse();
      assertThat(upload.contains(BlobType.DATA, id)).isTrue();
      // A tree that happens to have the same bytes is another blob.
      assertThat(upload.contains(BlobType.TREE, id)).isFalse();
      upload.flush();
      assertThat(upload.bytesStored()).isBetween(100_000L, 101_000L);
      assertThat(upload.blobsStored()).isEqualTo(1);
    }
    try (Repository repository = Repositories.open(store);
        Upload upload = repository.upload()) {
      upload.save(BlobType.DATA, bytes, 0, bytes.length);
      upload.flush();
      assertThat(upload.bytesStored()).isZero();
    }
  }

  @Test
  void theCallersArrayIsFreeAtReturn() {
    try (Repository repository = Repositories.create(store);
        Upload upload = repository.upload()) {
      byte[] buffer = new byte[50_000];
      List<BlobId> ids =
          IntStream.range(0, 50)
              .mapToObj(
                  i -> {
                    Arrays.fill(buffer, (byte) i);
                    return upload.save(BlobType.DATA, buffer, 10, 40_000);
                  })
              .toList();
      upload.flush();
      for (int i = 0; i < ids.size(); i++) {
        Arrays.fill(buffer, (byte) i);
        assertThat(repository.blobs().load(ids.get(i))).isEqualTo(Arrays.copyOf(buffer, 40_000));
      }
    }
  }

  @Test
  void largeUploadsFillSeveralPacks() throws Exception {
    try (Repository repository = Repositories.create(store)) {
      byte[][] chunks = new byte[40][];
      for (int i = 0; i < chunks.length; i++) {
        chunks[i] = Repositories.noise(i, 1 << 20);
      }
      SnapshotId id = Repositories.backup(repository, chunks);

      int[] packs = {0};
      store.list(FileKind.PACK, (name, size) -> packs[0]++);
      assertThat(packs[0]).isEqualTo(3 + 1); // of data, of trees
      assertThat(Repositories.content(repository, id)).hasSize(40 << 20);
      assertThat(repository.check(true, CheckListener.NONE).ok()).isTrue();
    }
  }

  @Test
  void aBlobThatIsTooLargeIsRefused() {
    try (Repository repository = Repositories.create(store);
        Upload upload = repository.upload()) {
      byte[] large = new byte[Upload.MAX_BLOB + 1];
      assertThatThrownBy(() -> upload.save(BlobType.DATA, large, 0, large.length))
          .isInstanceOf(BelayException.class)
          .hasMessageContaining("67108865 bytes");
    }
  }

  @Test
  void aStoreThatFailsAtTheNthWriteHarmsNoEarlierSnapshot() {
    byte[] first = Repositories.noise(1, 30_000);
    int failures = 0;
    for (int works = 0; ; works++) {
      MemoryStore real = new MemoryStore();
      SnapshotId earlier;
      try (Repository repository = Repositories.create(real)) {
        earlier = Repositories.backup(repository, first);
      }
      FailingStore failing = new FailingStore(real, works);
      try (Repository repository = Repositories.open(failing)) {
        Repositories.backup(repository, Repositories.noise(2, 30_000), new byte[500]);
      } catch (BelayException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(e).hasMessageContaining("no space left");
        failures++;
      }
      try (Repository repository = Repositories.open(real)) {
        assertThat(Repositories.content(repository, earlier)).isEqualTo(first);
        assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
        // Another backup is not hindered by what the failed one left.
        SnapshotId next = Repositories.backup(repository, Repositories.noise(2, 30_000));
        assertThat(Repositories.content(repository, next)).hasSize(30_000);
      }
      if (!failing.failed()) {
        break;
      }
    }
    assertThat(failures).isGreaterThan(10);
  }

  @Test
  void anErrorOfAWorkerIsThrownByEveryLaterCall() {
    Repositories.create(store).close();
    try (Repository repository = Repositories.open(new FailingStore(store, 2));
        Upload upload = repository.upload()) {
      upload.save(BlobType.DATA, new byte[10], 0, 10);
      assertThatThrownBy(upload::flush).hasMessageContaining("no space left");
      assertThatThrownBy(() -> upload.save(BlobType.DATA, new byte[1], 0, 1))
          .hasMessageContaining("no space left");
      assertThatThrownBy(upload::flush).hasMessageContaining("no space left");
    } catch (BelayException e) {
      assertThat(e).hasMessageContaining("remove lock"); // closing can't delete it either
    }
  }

  @Test
  void twoUploadsAtOnceIntoOneRepositoryAreBothWhole() throws Exception {
    Repositories.create(store).close();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Repository one = Repositories.open(store);
        Repository two = Repositories.open(store)) {
      byte[] shared = Repositories.noise(0, 400_000);
      Future<SnapshotId> a =
          threads.submit(() -> Repositories.backup(one, shared, Repositories.noise(1, 700_000)));
      Future<SnapshotId> b =
          threads.submit(() -> Repositories.backup(two, shared, Repositories.noise(2, 700_000)));
      a.get();
      b.get();

      assertThat(Repositories.content(one, b.get())).hasSize(1_100_000);
      assertThat(Repositories.content(two, a.get())).hasSize(1_100_000);
      assertThat(one.check(true, CheckListener.NONE).problems()).isEmpty();
    }
    threads.shutdown();
  }

  @Test
  void anUploadThatIsNotFlushedLeavesNoSnapshotAndNoLock() throws Exception {
    try (Repository repository = Repositories.create(store)) {
      try (Upload upload = repository.upload()) {
        upload.save(BlobType.DATA, new byte[100], 0, 100);
      }
      for (FileKind kind : List.of(FileKind.LOCK, FileKind.INDEX, FileKind.SNAPSHOT)) {
        store.list(kind, (name, size) -> assertThat(name).isNull());
      }
    }
  }
}

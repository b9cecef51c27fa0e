package dev.belay.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import dev.belay.store.ForwardingStore;
import dev.belay.store.MemoryStore;
import dev.belay.store.Store;
import dev.belay.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckTest {
  private final MemoryStore store = new MemoryStore();
  private final byte[] chunk = Repositories.noise(1, 50_000);
  private final byte[] other = Repositories.noise(2, 50_000);
  private final Repository repository = Repositories.create(store);
  private SnapshotId id = new SnapshotId(BlobId.of(new byte[32]));
  private BlobLocation place = new BlobLocation(id.value(), 0, 0, 0);

  @BeforeEach
  void backup() {
    id = Repositories.backup(repository, chunk, other);
    place =
        repository.index().find(BlobId.sha256(chunk, 0, chunk.length), BlobType.DATA).orElseThrow();
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void aSoundRepositoryHasNoProblems() {
    CheckReport report = check(true);

    assertThat(report.ok()).isTrue();
    assertThat(report.snapshots()).isEqualTo(1);
    assertThat(report.packs()).isEqualTo(2);
    assertThat(report.bytesRead()).isGreaterThan(100_000);
  }

  @Test
  void whoMayOnlyReadChecksToo() {
    for (IOException refusal :
        List.of(
            new AccessDeniedException("locks/x"),
            new FileSystemException("locks/x", null, "Read-only file system"),
            new StoreException(StoreException.Kind.NO_ACCESS, "AccessDenied", ""))) {
      try (Repository readable = Repositories.open(readOnly(refusal))) {
        assertThat(readable.check(true, CheckListener.NONE).ok()).isTrue();
        assertThatThrownBy(() -> readable.lock(LockMode.SHARED)).hasRootCause(refusal);
      }
    }
    try (Repository full = Repositories.open(readOnly(new IOException("No space left")))) {
      assertThatThrownBy(() -> full.check(true, CheckListener.NONE))
          .hasMessageContaining("No space left");
    }
  }

  private Store readOnly(IOException refusal) {
    return new ForwardingStore(store) {
      @Override
      public void write(FileKind kind, String name, byte[] content) throws IOException {
        throw refusal;
      }

      @Override
      public void close() {
        // The next one reads the same.
      }
    };
  }

  @Test
  void aFlippedBitOfABlobIsFoundAndItsTableNamed() throws Exception {
    for (int within : List.of(0, 15, 16, 2000, place.length() - 16, place.length() - 1)) {
      flip(place.pack(), place.offset() + within);

      assertThat(check(false).ok()).isTrue(); // says nothing of what it does not read
      List<CheckProblem> problems = check(true).problems();
      assertThat(problems).hasSize(2);
      assertThat(problems.get(0).where()).isEqualTo("pack " + place.pack());
      assertThat(problems.get(0).what()).contains(BlobId.sha256(chunk, 0, chunk.length).toString());
      assertThat(problems.get(1).where()).isEqualTo("/t/base");
      assertThat(problems.get(1).snapshot()).contains(id);
      assertThatThrownBy(() -> repository.blobs().load(BlobId.sha256(chunk, 0, chunk.length)))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED))
          .hasMessageContaining(place.pack().toString());
      flip(place.pack(), place.offset() + within);
    }
    assertThat(check(true).ok()).isTrue();
  }

  @Test
  void aFlippedBitOfAPacksHeaderOrTrailerIsFound() throws Exception {
    int size = store.read(FileKind.PACK, place.pack().toString()).length;
    for (int at : List.of(size - 1, size - 4, size - 5, size - 30, size - 4 - 32 - 2 * 37)) {
      flip(place.pack(), at);

      assertThat(check(false).problems())
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.where()).isEqualTo("pack " + place.pack());
                assertThat(problem.what()).contains("header");
              });
      flip(place.pack(), at);
    }
  }

  @Test
  void everyBitOfASnapshotIndexAndRunMatters() throws Exception {
    repository.runs().write("one", "{\"a\":1}".getBytes(UTF_8));
    for (FileKind kind : List.of(FileKind.SNAPSHOT, FileKind.INDEX, FileKind.RUN)) {
      for (String name : names(kind)) {
        byte[] content = store.read(kind, name);
        for (int at : List.of(0, content.length / 2, content.length - 1)) {
          byte[] changed = content.clone();
          changed[at] ^= 8;
          store.damage(kind, name, changed);
          assertThat(check(false).problems()).isNotEmpty();
        }
        store.damage(kind, name, content);
      }
    }
    assertThat(check(true).ok()).isTrue();
  }

  @Test
  void aMissingPackNamesTheTablesThatItHeld() throws Exception {
    store.delete(FileKind.PACK, place.pack().toString());

    assertThat(check(false).problems())
        .extracting(CheckProblem::where)
        .containsExactly("pack " + place.pack(), "/t/base");
  }

  @Test
  void aPackThatIsCutOffIsFound() throws Exception {
    byte[] pack = store.read(FileKind.PACK, place.pack().toString());
    store.damage(FileKind.PACK, place.pack().toString(), Arrays.copyOf(pack, 60_000));

    assertThat(check(false).problems())
        .extracting(CheckProblem::where)
        .containsExactly("pack " + place.pack(), "/t/base");
  }

  @Test
  void aMissingIndexMeansThatTreesAreMissing() throws Exception {
    for (String name : names(FileKind.INDEX)) {
      store.delete(FileKind.INDEX, name);
    }

    assertThat(check(false).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.snapshot()).contains(id);
              assertThat(problem.what()).contains("is in no index");
            });
  }

  @Test
  void aPackWithAWrongHeaderLengthIsNoReasonToAllocate() throws Exception {
    byte[] pack = store.read(FileKind.PACK, place.pack().toString());
    ByteBuffer.wrap(pack).order(ByteOrder.LITTLE_ENDIAN).putInt(pack.length - 4, Integer.MAX_VALUE);
    store.damage(FileKind.PACK, place.pack().toString(), pack);

    assertThat(check(true).problems()).isNotEmpty();
  }

  private CheckReport check(boolean readData) {
    try (Repository fresh = Repositories.open(store)) {
      return fresh.check(readData, CheckListener.NONE);
    }
  }

  private void flip(BlobId pack, int at) throws Exception {
    byte[] bytes = store.read(FileKind.PACK, pack.toString());
    bytes[at] ^= 0x10;
    store.damage(FileKind.PACK, pack.toString(), bytes);
  }

  private List<String> names(FileKind kind) throws Exception {
    List<String> names = new ArrayList<>();
    store.list(kind, (name, size) -> names.add(name));
    return names;
  }
}

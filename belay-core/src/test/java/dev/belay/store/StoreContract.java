package dev.belay.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store must do; each driver's test extends this. */
abstract class StoreContract {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  private Store store = new MemoryStore();

  /** A store that holds nothing, in the place that all calls of one test share. */
  abstract Store newStore() throws IOException;

  @BeforeEach
  void initialize() throws IOException {
    store = newStore();
    store.initialize();
  }

  private static String name(FileKind kind) {
    return kind == FileKind.CONFIG ? FileKind.CONFIG_NAME : A;
  }

  @ParameterizedTest
  @EnumSource(FileKind.class)
  void whatIsWrittenIsRead(FileKind kind) throws IOException {
    store.write(kind, name(kind), new byte[] {1, 2, 3, 4});

    assertThat(store.read(kind, name(kind))).containsExactly(1, 2, 3, 4);
    assertThat(store.size(kind, name(kind))).isEqualTo(4);
    assertThat(store.exists(kind, name(kind))).isTrue();
    assertThat(list(kind)).containsExactlyEntriesOf(Map.of(name(kind), 4L));
    byte[] range = new byte[4];
    store.readRange(kind, name(kind), 1, range, 1, 2);
    assertThat(range).containsExactly(0, 2, 3, 0);
  }

  @ParameterizedTest
  @EnumSource(FileKind.class)
  void anEmptyKindHasNothing(FileKind kind) throws IOException {
    assertThat(list(kind)).isEmpty();
    assertThat(store.exists(kind, name(kind))).isFalse();
    assertThatThrownBy(() -> store.read(kind, name(kind))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.size(kind, name(kind))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.readRange(kind, name(kind), 0, new byte[1], 0, 1))
        .isInstanceOf(NoSuchFileException.class);
    store.delete(kind, name(kind));
  }

  @ParameterizedTest
  @EnumSource(FileKind.class)
  void aDeletedFileIsGone(FileKind kind) throws IOException {
    store.write(kind, name(kind), new byte[1]);
    store.delete(kind, name(kind));

    assertThat(store.exists(kind, name(kind))).isFalse();
    assertThat(list(kind)).isEmpty();
    store.write(kind, name(kind), new byte[2]);
    assertThat(store.size(kind, name(kind))).isEqualTo(2);
  }

  @Test
  void aFileIsNeverOverwritten() throws IOException {
    store.write(FileKind.PACK, A, new byte[] {1});

    assertThatThrownBy(() -> store.write(FileKind.PACK, A, new byte[] {2}))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(store.read(FileKind.PACK, A)).containsExactly(1);
  }

  @Test
  void aDraftIsInvisibleUntilItIsCommitted() throws IOException {
    try (Draft draft = store.draft(FileKind.PACK)) {
      draft.append(new byte[] {9, 1, 2, 9}, 1, 2);
      draft.append(new byte[] {3}, 0, 1);
      assertThat(draft.length()).isEqualTo(3);
      assertThat(list(FileKind.PACK)).isEmpty();
      draft.commit(A);
    }
    assertThat(store.read(FileKind.PACK, A)).containsExactly(1, 2, 3);
  }

  @Test
  void aDraftThatIsNotCommittedLeavesNothing() throws IOException {
    try (Draft draft = store.draft(FileKind.SNAPSHOT)) {
      draft.append(new byte[100], 0, 100);
    }
    for (FileKind kind : FileKind.values()) {
      assertThat(list(kind)).isEmpty();
    }
  }

  @Test
  void aRangePastTheEndIsAnError() throws IOException {
    store.write(FileKind.PACK, A, new byte[10]);

    assertThatThrownBy(() -> store.readRange(FileKind.PACK, A, 8, new byte[3], 0, 3))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void emptyAndLargeFilesAreWhole() throws IOException {
    byte[] large = new byte[5 << 20];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) ((i * 31) >>> 8);
    }
    store.write(FileKind.PACK, A, new byte[0]);
    store.write(FileKind.PACK, B, large);

    assertThat(list(FileKind.PACK)).isEqualTo(Map.of(A, 0L, B, (long) large.length));
    assertThat(store.read(FileKind.PACK, B)).isEqualTo(large);
  }

  @Test
  void namesThatDoNotFitTheirKindAreRefused() {
    for (String bad : List.of("", "..", "../config", "A".repeat(64), "x/y", "a".repeat(63))) {
      assertThatThrownBy(() -> store.write(FileKind.PACK, bad, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.read(FileKind.SNAPSHOT, bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String bad : List.of("", "..", ".x", "a/b", "Ab", "a b", "-a")) {
      assertThatThrownBy(() -> store.write(FileKind.RUN, bad, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void ofManyWritersOfOneNameExactlyOneWins() throws Exception {
    int writers = 8;
    CountDownLatch start = new CountDownLatch(1);
    ConcurrentLinkedQueue<Integer> winners = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      int writer = i;
      all.add(
          threads.submit(
              () -> {
                start.await();
                try {
                  store.write(FileKind.RUN, "same", new byte[] {(byte) writer});
                  winners.add(writer);
                } catch (FileAlreadyExistsException e) {
                  // another one was first
                }
                return null;
              }));
    }
    start.countDown();
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();

    assertThat(winners).hasSize(1);
    assertThat(store.read(FileKind.RUN, "same")).containsExactly(winners.element());
  }

  private Map<String, Long> list(FileKind kind) throws IOException {
    Map<String, Long> files = new TreeMap<>();
    store.list(kind, files::put);
    return files;
  }
}

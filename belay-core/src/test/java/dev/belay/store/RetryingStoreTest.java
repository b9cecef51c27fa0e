package dev.belay.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Retries on a clock that stands still but for the pauses. */
class RetryingStoreTest extends StoreContract {
  private static final String A = "a".repeat(64);

  private final MemoryStore memory = new MemoryStore();
  private final AtomicLong now = new AtomicLong();
  private final List<Duration> pauses = new ArrayList<>();

  @Override
  Store newStore() {
    return retrying(memory, Duration.ofSeconds(60));
  }

  private Store retrying(Store store, Duration total) {
    return new RetryingStore(
        store,
        RetryPolicy.DEFAULT.within(total),
        now::get,
        new Random(1),
        time -> {
          pauses.add(time);
          now.addAndGet(time.toNanos());
        });
  }

  private static StoreException passing() {
    return StoreException.passing("connection reset", new IOException("reset"));
  }

  @Test
  void whatPassesIsTriedAgainAndNobodyNotices() throws IOException {
    for (int calls = 1; calls < 5; calls++) {
      int failing = calls;
      MemoryStore store = new MemoryStore();
      FaultyStore faulty =
          new FaultyStore(store, (call, n) -> n <= failing, RetryingStoreTest::passing);
      Store retrying = retrying(faulty, Duration.ofSeconds(60));
      retrying.write(FileKind.PACK, A, new byte[] {1, 2});
      assertThat(retrying.read(FileKind.PACK, A)).containsExactly(1, 2);
      assertThat(pauses).hasSize(calls);
      pauses.clear();
    }
  }

  @Test
  void pausesGrowAndEnd() {
    Store down = new FaultyStore(memory, (call, n) -> true, RetryingStoreTest::passing);
    assertThatThrownBy(() -> retrying(down, Duration.ofSeconds(60)).read(FileKind.PACK, A))
        .isInstanceOf(StoreException.class)
        .hasMessage("connection reset");
    assertThat(pauses).hasSizeBetween(8, 20);
    assertThat(pauses.get(0)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    assertThat(pauses.get(1)).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
    assertThat(pauses).allMatch(p -> p.compareTo(Duration.ofSeconds(10)) <= 0);
    assertThat(Duration.ofNanos(now.get())).isLessThanOrEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void whatIsNotAboutFilesIsHandedOn() throws IOException {
    List<String> asked = new ArrayList<>();
    Store told =
        new ForwardingStore(memory) {
          @Override
          public void clearLeavings() throws IOException {
            asked.add("clear");
            if (asked.size() == 1) {
              throw passing();
            }
          }

          @Override
          public Optional<String> made() {
            return Optional.of("a bucket");
          }
        };
    Store all = Stores.wrapped(told, RetryPolicy.DEFAULT, Optional.of(Path.of("no-cache")));

    all.clearLeavings();
    assertThat(asked).hasSize(2);
    assertThat(all.made()).contains("a bucket");
  }

  @Test
  void noPatienceMeansOneAttempt() {
    Store down = new FaultyStore(memory, (call, n) -> true, RetryingStoreTest::passing);
    assertThatThrownBy(() -> retrying(down, Duration.ZERO).exists(FileKind.PACK, A))
        .isInstanceOf(StoreException.class);
    assertThat(pauses).isEmpty();
  }

  @Test
  void whatDoesNotPassIsToldAtOnce() {
    for (IOException failure :
        List.of(
            new IOException("no space"),
            new StoreException(StoreException.Kind.NO_ACCESS, "refused", ""))) {
      Store broken = new FaultyStore(memory, (call, n) -> true, () -> failure);
      assertThatThrownBy(() -> retrying(broken, Duration.ofSeconds(60)).size(FileKind.PACK, A))
          .isSameAs(failure);
    }
    assertThat(pauses).isEmpty();
  }

  @Test
  void aWriteWhoseAnswerWasLostIsNoConflict() throws IOException {
    Store lossy = new FaultyStore.AnswersLost(memory, 1);
    retrying(lossy, Duration.ofSeconds(60)).write(FileKind.RUN, "x", new byte[] {7});
    assertThat(memory.read(FileKind.RUN, "x")).containsExactly(7);
    assertThat(pauses).hasSize(1);
  }

  @Test
  void anothersFileIsAConflictAlsoAfterAFailure() throws IOException {
    memory.write(FileKind.RUN, "x", new byte[] {8});
    Store faulty = new FaultyStore(memory, (call, n) -> n == 1, RetryingStoreTest::passing);
    assertThatThrownBy(
            () -> retrying(faulty, Duration.ofSeconds(60)).write(FileKind.RUN, "x", new byte[] {7}))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(memory.read(FileKind.RUN, "x")).containsExactly(8);
  }

  @Test
  void aListingThatBreaksOffIsNotPassedOnInPart() throws IOException {
    memory.write(FileKind.SNAPSHOT, A, new byte[1]);
    memory.write(FileKind.SNAPSHOT, "b".repeat(64), new byte[2]);
    Store cutting = new FaultyStore.ListingsCut(memory, 2);
    List<String> seen = new ArrayList<>();
    retrying(cutting, Duration.ofSeconds(60))
        .list(FileKind.SNAPSHOT, (name, size) -> seen.add(name));
    assertThat(seen).containsExactlyInAnyOrder(A, "b".repeat(64));
    assertThat(pauses).hasSize(2);
  }
}

package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import dev.belay.store.MemoryStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // when locks are closed is what is tested
class LocksTest {
  private final MemoryStore store = new MemoryStore();
  private final HandClock clock = new HandClock();
  private final long livePid = ProcessHandle.current().pid();

  @Test
  void sharedLocksStandTogetherAndKeepAnExclusiveOneOut() throws Exception {
    try (Repository one = Repositories.create(store);
        Repository two = session(livePid);
        Lock first = one.lock(LockMode.SHARED)) {
      Lock second = two.lock(LockMode.SHARED);
      assertThat(names()).hasSize(2);
      assertBusy(
          () -> two.lock(LockMode.EXCLUSIVE), "process " + livePid + " of tester on testhost");
      assertThat(names()).hasSize(2); // the one that was refused left nothing
      second.close();
      second.close();
      first.close();
      assertThat(names()).isEmpty();
      two.lock(LockMode.EXCLUSIVE).close();
    }
  }

  @Test
  void anExclusiveLockKeepsEverybodyOut() {
    try (Repository one = Repositories.create(store);
        Lock exclusive = one.lock(LockMode.EXCLUSIVE)) {
      assertThat(exclusive.mode()).isEqualTo(LockMode.EXCLUSIVE);
      assertBusy(() -> one.lock(LockMode.SHARED), "exclusively locked by process");
      assertBusy(one::upload, "exclusively locked");
      assertBusy(() -> one.lock(LockMode.EXCLUSIVE), "exclusively locked");
    }
  }

  @Test
  void aLockWhoseProcessIsGoneIsRemoved() throws Exception {
    Repositories.create(store).close();
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    try (Repository dead = session(process.pid());
        Repository alive = session(livePid)) {
      Lock left = dead.lock(LockMode.EXCLUSIVE);
      try (Lock lock = alive.lock(LockMode.EXCLUSIVE)) {
        assertThat(names()).hasSize(1);
        lock.requireHeld();
      }
      assertThatThrownBy(left::requireHeld)
          .hasMessageContaining("the lock on the repository was lost");
    }
  }

  @Test
  void aLockThatWasNotRenewedForHalfAnHourIsRemoved() throws Exception {
    Repositories.create(store).close();
    try (Repository one = session(livePid);
        Repository two = session(livePid)) {
      Lock old = one.lock(LockMode.EXCLUSIVE);
      clock.now = clock.now.plus(Duration.ofMinutes(29));
      assertBusy(() -> two.lock(LockMode.SHARED), "locked");
      old.renew();
      clock.now = clock.now.plus(Duration.ofMinutes(29));
      assertBusy(() -> two.lock(LockMode.SHARED), "locked");
      assertThat(names()).hasSize(1);
      clock.now = clock.now.plus(Duration.ofMinutes(2));
      two.lock(LockMode.EXCLUSIVE).close();
      assertThatThrownBy(old::requireHeld).isInstanceOf(BelayException.class);
      old.close();
    }
  }

  @Test
  void aSnapshotIsNotCommittedUnderALostLock() throws Exception {
    Repositories.create(store).close();
    try (Repository repository = session(livePid);
        Upload upload = repository.upload()) {
      byte[] bytes = {1};
      SnapshotRecord record =
          Repositories.snapshot(upload.save(BlobType.DATA, bytes, 0, bytes.length));
      for (String name : names()) {
        store.delete(FileKind.LOCK, name);
      }
      assertThatThrownBy(() -> upload.commit(record)).hasMessageContaining("lock");
      assertThat(repository.snapshots().ids()).isEmpty();
    }
  }

  private Repository session(long pid) {
    return Repositories.open(store, Repositories.environment(clock, pid, Duration.ZERO));
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    store.list(FileKind.LOCK, (name, size) -> names.add(name));
    return names;
  }

  private static void assertBusy(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
        .hasMessageContaining(message);
  }

  private static final class HandClock extends Clock {
    private Instant now = Instant.parse("2026-11-20T10:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}

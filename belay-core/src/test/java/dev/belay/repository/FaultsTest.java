package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.model.BelayException;
import dev.belay.store.FileKind;
import dev.belay.store.MemoryStore;
import dev.belay.store.WickedStore;
import dev.belay.store.WickedStore.Fault;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The storage does something wrong at its n-th call, for every n of a backup, a removal, a prune
 * and a return: each snapshot that was reported good, and is not asked to go, is whole.
 */
class FaultsTest {
  private static final int MANY = 2000;

  private final byte[] shared = Repositories.noise(1, 40_000);
  private final byte[] own = Repositories.noise(2, 30_000);

  /** What is done on a store that does something wrong. */
  private interface Work {
    void on(Repository repository);
  }

  private static void forEachCall(Fault fault, Work work, Prepared prepared, After after)
      throws Exception {
    for (int n = 1; ; n++) {
      assertThat(n).isLessThan(MANY);
      MemoryStore memory = new MemoryStore();
      SnapshotId kept;
      try (Repository repository = Repositories.create(memory)) {
        kept = prepared.in(repository);
      }
      WickedStore faulty = new WickedStore(memory, fault, n);
      String failure = "";
      try (Repository repository = Repositories.open(faulty)) {
        work.on(repository);
      } catch (BelayException e) {
        failure = String.valueOf(e.getMessage());
      }
      String when = fault + " at call " + n + ": " + failure;
      memory.deleteAll(FileKind.LOCK); // of this process, which still lives
      try (Repository repository = Repositories.open(memory)) {
        assertThat(repository.check(true, CheckListener.NONE).problems()).as(when).isEmpty();
        after.check(repository, kept, when);
        repository.prune(new PruneOptions(MaxUnused.parse("0"), false), PruneListener.NONE);
        assertThat(repository.check(true, CheckListener.NONE).problems()).as(when).isEmpty();
        after.check(repository, kept, when);
      }
      if (!faulty.reached()) {
        assertThat(failure).as(when).isEmpty();
        assertThat(n).isGreaterThan(5);
        return;
      }
    }
  }

  /** What is in the repository before. */
  private interface Prepared {
    SnapshotId in(Repository repository);
  }

  /** What holds afterwards. */
  private interface After {
    void check(Repository repository, SnapshotId kept, String when);
  }

  private SnapshotId untidy(Repository repository) {
    SnapshotId one = Repositories.backup(repository, shared, Repositories.noise(3, 70_000));
    SnapshotId two = Repositories.backup(repository, shared, own);
    SnapshotId three = Repositories.backup(repository, Repositories.noise(4, 90_000));
    repository.snapshots().delete(one);
    repository.snapshots().delete(three);
    return two;
  }

  private void whole(Repository repository, SnapshotId id, String when) {
    assertThat(repository.snapshots().ids()).as(when).contains(id);
    assertThat(Repositories.content(repository, id)).as(when).hasSize(70_000);
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = Mode.EXCLUDE, names = "FLIPS_WRITTEN")
  void backup(Fault fault) throws Exception {
    Set<SnapshotId> reported = new HashSet<>();
    forEachCall(
        fault,
        repository -> {
          reported.add(Repositories.backup(repository, shared, Repositories.noise(9, 20_000)));
        },
        repository -> {
          reported.clear();
          return untidy(repository);
        },
        (repository, kept, when) -> {
          whole(repository, kept, when);
          for (SnapshotId id : reported) {
            assertThat(Repositories.content(repository, id)).as(when).hasSize(60_000);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = Mode.EXCLUDE, names = "FLIPS_WRITTEN")
  void prune(Fault fault) throws Exception {
    forEachCall(
        fault,
        repository ->
            repository.prune(new PruneOptions(MaxUnused.parse("0"), false), PruneListener.NONE),
        this::untidy,
        this::whole);
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = Mode.EXCLUDE, names = "FLIPS_WRITTEN")
  void removalAndReturn(Fault fault) throws Exception {
    forEachCall(
        fault,
        repository -> {
          List<SnapshotId> ids = repository.snapshots().ids();
          if (ids.isEmpty()) {
            return; // a listing that shows what was
          }
          SnapshotId id = ids.get(0);
          repository.notes().change(id, note -> note.withTags(List.of("a")));
          repository.trash().put(id);
          repository.restore(repository.trash().find(id.toString()));
          repository.trash().put(id);
        },
        this::untidy,
        (repository, kept, when) -> {
          if (!repository.snapshots().ids().contains(kept)) {
            repository.restore(repository.trash().find(kept.toString()));
          }
          whole(repository, kept, when);
        });
  }
}

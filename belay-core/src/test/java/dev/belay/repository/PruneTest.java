package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.store.FailingStore;
import dev.belay.store.FaultyStore;
import dev.belay.store.FileKind;
import dev.belay.store.ForwardingStore;
import dev.belay.store.LocalStore;
import dev.belay.store.MemoryStore;
import dev.belay.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneTest {
  private static final PruneOptions ALL = new PruneOptions(MaxUnused.parse("0"), false);

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
      PruneReport done = repository.prune(ALL, PruneListener.NONE);

      assertThat(done.bytesFreed()).isBetween(1_600_000L, 1_700_000L);
      assertThat(planned.bytesFreed()).isCloseTo(done.bytesFreed(), withinBytes(2000));
      assertThat(planned.packsRemoved()).isEqualTo(done.packsRemoved()).isEqualTo(3);
      assertThat(planned.packsRepacked()).isEqualTo(done.packsRepacked()).isEqualTo(1);
      assertThat(done.packsPutOff()).isZero();
      assertThat(done.bytesUnused()).isZero();
      // This session's index knew other places.
      assertThat(Repositories.content(repository, two)).isEqualTo(content);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
      assertThat(names(local, FileKind.MARK)).isEmpty();
    }
    Restic restic = new Restic(directory.resolve("repo"), directory);
    assertThat(restic.run("check", "--read-data", "--check-unused")).contains("no errors");
    try (Repository repository = Repositories.open(local)) {
      PruneReport again = repository.prune(ALL, PruneListener.NONE);
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
      assertThat(names(store, FileKind.PACK)).hasSize(40);
      PruneOptions never = new PruneOptions(MaxUnused.parse("unlimited"), false);
      assertThat(repository.prune(never, PruneListener.NONE).packsRepacked()).isZero();

      PruneReport merged = repository.prune(PruneOptions.STANDARD, PruneListener.NONE);
      assertThat(merged.packsRepacked()).isEqualTo(40);
      assertThat(names(store, FileKind.PACK)).hasSize(2);
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
      assertThat(repository.prune(ALL, PruneListener.NONE).packsRepacked()).isEqualTo(1);
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
  void removedSnapshotsComeBackForAWeekAndAreThenGone() throws Exception {
    byte[] rows = Repositories.noise(1, 100_000);
    SnapshotId id;
    try (Repository repository = Repositories.create(store)) {
      id = Repositories.backup(repository, rows);
      repository.notes().change(id, note -> note.withPinned(true));
      repository.trash().put(id);
      assertThat(repository.snapshots().ids()).isEmpty();
      repository.prune(ALL, PruneListener.NONE);
      repository.restore(repository.trash().find(id.shortForm()));
      assertThat(Repositories.content(repository, id)).isEqualTo(rows);
      assertThat(repository.trash().entries()).isEmpty();
      repository.trash().put(id);
      repository.trash().put(id);
    }
    try (Repository later = at(store, Instant.now().plus(Duration.ofDays(6)))) {
      assertThat(later.prune(ALL, PruneListener.NONE).packsRemoved()).isZero();
      assertThat(later.trash().entries()).hasSize(1);
    }
    try (Repository later = at(store, Instant.now().plus(Duration.ofDays(8)))) {
      PruneReport report = later.prune(ALL, PruneListener.NONE);
      assertThat(report.snapshotsExpired()).isEqualTo(1);
      assertThat(report.packsRemoved()).isEqualTo(2);
      assertThat(names(store, FileKind.PACK)).isEmpty();
      assertThat(names(store, FileKind.NOTE)).isEmpty();
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
      PruneReport report = repository.prune(ALL, PruneListener.NONE);
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
        assertThat(pruning.prune(ALL, PruneListener.NONE).packsRemoved()).isZero();
      }
      assertThat(forgetting.snapshots().ids()).isEmpty();
      for (SnapshotId id : taken) {
        forgetting.restore(forgetting.trash().find(id.toString()));
      }
      assertThat(Repositories.content(forgetting, taken.get(0))).isEqualTo(rows);
      assertThat(forgetting.check(true, CheckListener.NONE).problems()).isEmpty();
    }
  }

  @Test
  void aBackupThatBeganBeforeMayRelyOnWhatNothingNeeds() {
    byte[] rows = Repositories.noise(1, 50_000);
    try (Repository repository = Repositories.create(store);
        Repository other = Repositories.open(store)) {
      repository.snapshots().delete(Repositories.backup(repository, rows));
      try (Upload upload = other.upload()) {
        BlobId blob = upload.save(BlobType.DATA, rows, 0, rows.length);
        assertThat(upload.blobsStored()).isZero(); // it is there

        PruneReport report = repository.prune(ALL, PruneListener.NONE);
        assertThat(report.packsRemoved()).isZero();
        assertThat(report.packsPutOff()).isEqualTo(2);

        BlobId table =
            new TreeWriter(Repositories.TIME).file("base", rows.length, List.of(blob)).save(upload);
        BlobId root = new TreeWriter(Repositories.TIME).directory("t", table).save(upload);
        SnapshotId id = upload.commit(Repositories.snapshot(root));
        assertThat(Repositories.content(other, id)).isEqualTo(rows);
      }
      // One pack of trees is needed by nobody: the backup wrote the same ones anew or relied on it.
      repository.prune(ALL, PruneListener.NONE);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
      assertThat(repository.prune(ALL, PruneListener.NONE).packsPutOff()).isZero();
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
        repository.prune(ALL, PruneListener.NONE);
        try (Upload after = repository.upload()) {
          assertThat(after.contains(BlobType.DATA, BlobId.sha256(rows, 0, rows.length))).isFalse();
          assertThat(before.contains(BlobType.DATA, BlobId.sha256(rows, 0, rows.length))).isTrue();
        }
        SnapshotId id = Repositories.backup(repository, rows);
        // Those who hold the packs have not ended, so they are still there, beside the new ones.
        assertThat(repository.prune(ALL, PruneListener.NONE).packsPutOff()).isEqualTo(2);
        assertThat(names(store, FileKind.PACK)).hasSize(4);
        assertThat(Repositories.content(repository, id)).isEqualTo(rows);
      }
      // A backup that began after the mark is no reason to wait.
      try (Upload later = other.upload()) {
        PruneReport report = repository.prune(ALL, PruneListener.NONE);
        assertThat(report.packsPutOff()).isZero();
        assertThat(report.packsRemoved()).isEqualTo(2);
        assertThat(later.contains(BlobType.DATA, BlobId.sha256(rows, 0, rows.length))).isTrue();
      }
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
      assertThat(names(store, FileKind.PACK)).hasSize(2);
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
      assertThatThrownBy(() -> repository.prune(ALL, PruneListener.NONE))
          .hasMessageContaining("exclusively locked");
      pruning.requireHeld();
    }
  }

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
        repository.prune(ALL, PruneListener.NONE);
      } catch (BelayException e) {
        assertThat(failing.failed()).isTrue();
      }
      try (Repository repository = Repositories.open(memory)) {
        assertWhole(repository, kept, content, "write " + n);
        repository.restore(repository.trash().find(trashed.toString()));
        assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
        memory.deleteAll(FileKind.LOCK); // of this process, which still lives
        repository.prune(ALL, PruneListener.NONE);
        assertWhole(repository, kept, content, "after write " + n);
        assertThat(names(memory, FileKind.MARK)).isEmpty();
        assertThat(repository.prune(ALL, PruneListener.NONE).bytesUnused()).isZero();
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
      List<String> packs = names(store, FileKind.PACK);
      assertDamaged(repository);
      assertThat(names(store, FileKind.PACK)).containsAll(packs);

      store.delete(FileKind.PACK, place.pack().toString());
      packs = names(store, FileKind.PACK);
      assertDamaged(repository);
      assertThat(names(store, FileKind.PACK)).containsAll(packs);

      store.write(FileKind.PACK, place.pack().toString(), pack);
      repository.prune(ALL, PruneListener.NONE);
      assertThat(Repositories.content(repository, kept)).hasSize(70_000);
      assertThat(repository.check(true, CheckListener.NONE).problems()).isEmpty();
    }
  }

  private static void assertDamaged(Repository repository) {
    assertThatThrownBy(() -> repository.prune(ALL, PruneListener.NONE))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED))
        .hasMessageContaining("nothing was removed");
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

  private static Repository at(Store store, Instant now) {
    return Repositories.open(
        store,
        Repositories.environment(
            Clock.fixed(now, ZoneOffset.UTC), ProcessHandle.current().pid(), Duration.ZERO));
  }

  private static List<List<String>> all(Store store) throws Exception {
    List<List<String>> all = new ArrayList<>();
    for (FileKind kind : FileKind.values()) {
      all.add(names(store, kind));
    }
    return all;
  }

  private static List<String> names(Store store, FileKind kind) throws Exception {
    List<String> names = new ArrayList<>();
    store.list(kind, (name, size) -> names.add(name));
    return names;
  }

  @Test
  void notesKeepTheLastWordOfEach() {
    try (Repository repository = Repositories.create(store)) {
      SnapshotId id = Repositories.backup(repository, new byte[10]);
      Notes notes = repository.notes();
      assertThat(notes.of(id)).isEqualTo(Note.NONE);
      notes.change(id, note -> note.withPinned(true));
      notes.change(id, note -> note.withTags(List.of("a", "b")).withDescription("text"));
      notes.change(id, note -> note.withVerified(Repositories.TIME));
      Note all =
          new Note(
              true,
              java.util.Optional.of(List.of("a", "b")),
              java.util.Optional.of("text"),
              java.util.Optional.of(Repositories.TIME),
              java.util.Optional.empty());
      assertThat(notes.of(id)).isEqualTo(all);
      assertThat(
              notes.all(
                  damage -> {
                    throw damage;
                  }))
          .isEqualTo(Map.of(id, all));
    }
  }
}

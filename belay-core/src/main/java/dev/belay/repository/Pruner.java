package dev.belay.repository;

import dev.belay.crypto.SealingKey;
import dev.belay.model.BlobId;
import dev.belay.repository.PackSurvey.Fate;
import dev.belay.repository.PruneMarks.Mark;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One prune. The order is what makes it safe to kill it anywhere and to let backups go on beside
 * it:
 *
 * <ol>
 *   <li>Packs are listed, then the index is read, then the snapshots are walked: what a backup adds
 *       meanwhile is not in the list, and so not in question.
 *   <li>What is needed of packs that are mostly waste is written anew. This only adds.
 *   <li>The packs that are to go are marked, durably. A backup that begins from here on stores
 *       again what lies only in them.
 *   <li>Backups that had begun before are waited for. If they take too long, the packs stay until
 *       the next prune, which finds the mark.
 *   <li>What those backups have added is walked too; a pack that is needed now stays.
 *   <li>The index is written without the packs, the old index files are removed, then the packs,
 *       then the mark.
 * </ol>
 *
 * For one thread.
 */
final class Pruner implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;

  private final SealedFiles files;
  private final SealingKey key;
  private final BlobCodec codec;
  private final RepositoryEnvironment environment;
  private final PruneListener listener;
  private final Trash trash;
  private final PruneMarks marks;
  private final Locks locks;
  private final PackSurvey survey;
  private final BlobIndex index;
  private final NeededBlobs needed;
  private final Set<BlobId> markedBefore = new HashSet<>();

  Pruner(
      SealedFiles files,
      SealingKey key,
      BlobCodec codec,
      RepositoryEnvironment environment,
      PruneListener listener) {
    this.files = files;
    this.key = key;
    this.codec = codec;
    this.environment = environment;
    this.listener = listener;
    this.trash = new Trash(files, environment.clock());
    this.marks = new PruneMarks(files);
    this.locks = new Locks(files, environment);
    this.survey = new PackSurvey(environment.temporary());
    this.index = new BlobIndex(files, environment.temporary(), this::leaves);
    this.needed = new NeededBlobs(files, codec, index, trash, environment.temporary(), listener);
  }

  PruneReport prune(PruneOptions options, Lock lock) throws IOException {
    Predicate<Trash.Entry> over = options.emptyTrash() ? entry -> true : trash::expired;
    long expired = options.dryRun() ? expired(over) : trash.empty(options.emptyTrash());
    listener.phase("reading the index");
    List<Mark> before = marks.all();
    before.forEach(mark -> markedBefore.addAll(mark.packs()));
    files
        .store()
        .list(FileKind.PACK, (name, size) -> survey.add(BlobId.parse(name), size, Fate.UNINDEXED));
    readIndex();
    listener.phase("walking the snapshots");
    needed.walk(options.dryRun() ? over : entry -> false, this::requireIndexed);
    count();
    new PrunePlan(survey, options.maxUnused()).decide();
    long written = 0;
    if (options.dryRun()) {
      written = survey.used(Fate.REPACK);
    } else {
      Set<String> indexFiles = index.loaded();
      if (survey.packs(Fate.REPACK) > 0) {
        listener.phase("repacking");
        written =
            new Repacker(files, key, codec, environment, listener)
                .repack(indexFiles, survey, index, needed);
      }
      remove(before, lock);
      clearLeavings();
    }
    return report(written, expired);
  }

  /** What the index says lies in a pack counts only where it lies nowhere else. */
  private boolean leaves(BlobId pack) {
    try {
      int slot = survey.slot(pack);
      if (slot == PackSurvey.NONE) {
        boolean there = files.store().exists(FileKind.PACK, pack.toString());
        slot = survey.add(pack, 0, there ? Fate.NEW : Fate.GONE);
      } else if (survey.fate(slot) == Fate.UNINDEXED) {
        survey.set(slot, Fate.KEEP);
      }
      return survey.fate(slot) == Fate.GONE || markedBefore.contains(pack);
    } catch (IOException e) {
      throw Failures.storage("look for pack " + pack + " of " + files.store().location(), e);
    }
  }

  private void readIndex() throws IOException {
    Set<String> names = new HashSet<>();
    files.store().list(FileKind.INDEX, (name, size) -> names.add(name));
    names.removeAll(index.loaded());
    for (String name : names) {
      listener.step();
      index.load(name, (pack, contents) -> survey.indexed(survey.slot(pack), contents));
    }
  }

  private void clearLeavings() {
    try {
      files.store().clearLeavings();
    } catch (IOException e) {
      // They are in nobody's way; the next prune tries again.
    }
  }

  private boolean requireIndexed(BlobType type, BlobId id) {
    if (index.find(id, type).isEmpty()) {
      throw Failures.damaged(
          type.json()
              + " blob "
              + id
              + ", which a snapshot needs, is in no index; nothing was removed");
    }
    return true;
  }

  private void count() throws IOException {
    index.forEach(
        (id, type, at) -> {
          if (needed.contains(id, type)) {
            int slot = survey.slot(at.pack());
            if (slot == PackSurvey.NONE || survey.fate(slot) == Fate.GONE) {
              throw Failures.damaged(
                  "pack "
                      + at.pack()
                      + ", which a snapshot needs, is missing; nothing was removed");
            }
            survey.use(slot, at.length());
          }
        });
  }

  private void remove(List<Mark> before, Lock lock) throws IOException {
    Set<BlobId> leaving = survey.leaving();
    if (leaving.isEmpty() && survey.packs(Fate.GONE) == 0) {
      before.forEach(marks::delete);
      return;
    }
    Mark mark = marks.write(leaving, environment.random());
    // Twice, as the marks and the snapshots are: one listing may show what was.
    Set<String> unaware = new HashSet<>(locks.adding());
    unaware.addAll(locks.adding());
    marks.setSessions(mark, unaware);
    before.stream().filter(old -> replaced(old, leaving, unaware)).forEach(marks::delete);
    listener.phase("waiting for backups");
    Set<String> working = await(unaware);
    List<Mark> ripe = new ArrayList<>();
    before.stream().filter(old -> old.ripe(working)).forEach(ripe::add);
    boolean all = unaware.stream().noneMatch(working::contains);
    if (!all) {
      putOff(ripe);
    }
    listener.phase("removing");
    readIndex();
    needed.walk(entry -> false, this::rescue);
    lock.requireHeld();
    new IndexRewriter(files, survey).rewrite(index.loaded());
    lock.requireHeld();
    deletePacks();
    if (all) {
      marks.delete(mark);
      before.stream().filter(old -> old.sessions().isPresent()).forEach(marks::delete);
    } else {
      ripe.forEach(marks::delete);
    }
  }

  /** Whether the new mark says as much as an old one, which a prune that failed has left. */
  private static boolean replaced(Mark old, Set<BlobId> leaving, Set<String> unaware) {
    return old.sessions().isEmpty() || (unaware.isEmpty() && leaving.containsAll(old.packs()));
  }

  /** Waits for these sessions, as long as for a lock; returns who is at work then. */
  private Set<String> await(Set<String> sessions) {
    long deadline = System.nanoTime() + environment.lockWait().toNanos();
    Set<String> working = locks.adding();
    while (sessions.stream().anyMatch(working::contains)
        && System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS) < deadline) {
      listener.step();
      Locks.pause(PAUSE_MILLIS, "waiting for backups to end");
      working = locks.adding();
    }
    return working;
  }

  /** All but what prunes before this one had marked, and nobody relies on any more. */
  private void putOff(List<Mark> ripe) throws IOException {
    for (int slot = 0; slot < survey.count(); slot++) {
      if (survey.fate(slot).leaves()) {
        BlobId pack = survey.id(slot);
        if (ripe.stream().noneMatch(mark -> mark.packs().contains(pack))) {
          survey.set(slot, Fate.PUT_OFF);
        }
      }
    }
  }

  /** A backup that ended meanwhile needs this blob. */
  private boolean rescue(BlobType type, BlobId id) throws IOException {
    requireIndexed(type, id);
    BlobId pack = index.find(id, type).orElseThrow().pack();
    int slot = survey.slot(pack);
    if (slot != PackSurvey.NONE && survey.fate(slot).leaves()) {
      survey.set(slot, Fate.KEEP);
    }
    return true;
  }

  private void deletePacks() throws IOException {
    for (int slot = 0; slot < survey.count(); slot++) {
      if (survey.fate(slot).leaves()) {
        files.store().delete(FileKind.PACK, survey.id(slot).toString());
      }
    }
  }

  private long expired(Predicate<Trash.Entry> over) {
    return trash.all().stream().filter(over).map(Trash.Entry::id).distinct().count();
  }

  private PruneReport report(long written, long expired) {
    return new PruneReport(
        survey.packs(Fate.KEEP),
        survey.packs(Fate.REMOVE) + survey.packs(Fate.UNINDEXED),
        survey.packs(Fate.REPACK),
        survey.packs(Fate.PUT_OFF),
        survey.bytes(Fate.REMOVE)
            + survey.bytes(Fate.UNINDEXED)
            + survey.bytes(Fate.REPACK)
            - written,
        survey.bytes(Fate.KEEP) + survey.bytes(Fate.PUT_OFF) + written,
        survey.unused(Fate.KEEP),
        expired,
        needed.lost(),
        files.store().keepsRemoved());
  }

  @Override
  public void close() throws IOException {
    try (survey;
        index;
        needed) {
      // Closed in reverse order, whatever fails.
    }
  }
}

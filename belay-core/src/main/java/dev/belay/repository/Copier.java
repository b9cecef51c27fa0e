package dev.belay.repository;

import dev.belay.model.BlobId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Copies snapshots from one repository to another: what the other does not have yet is read,
 * compared with its id, and sealed anew with the other's key. A copy keeps the id of its origin as
 * {@code original}, as restic's copies do, so that it is known again. For one thread.
 */
public final class Copier {
  /** So much is copied at most before the snapshots that are complete become visible. */
  private static final long BATCH = 64 << 20;

  /** Told what goes on; throws to stop it. */
  public interface Listener {
    /** Some bytes of a snapshot were copied. */
    void copied(long bytes);
  }

  /**
   * What was copied.
   *
   * @param snapshots how many
   * @param bytesStored how much the other repository grew
   */
  public record Copied(int snapshots, long bytesStored) {}

  private record Ready(SnapshotId id, SnapshotRecord record) {}

  private final Repository from;
  private final Repository to;

  public Copier(Repository from, Repository to) {
    this.from = from;
    this.to = to;
  }

  /** The snapshots that the other repository does not have, oldest first. */
  public List<SnapshotId> missing(Predicate<SnapshotRecord> wanted) {
    Set<SnapshotId> there = new HashSet<>();
    to.snapshots()
        .forEachThere(
            (id, record) -> {
              there.add(id);
              record.original().ifPresent(there::add);
            });
    List<Ready> missing = new ArrayList<>();
    from.snapshots()
        .forEachThere(
            (id, record) -> {
              if (!there.contains(id)
                  && !there.contains(record.original().orElse(id))
                  && wanted.test(record)) {
                missing.add(new Ready(id, record));
              }
            });
    return missing.stream()
        .sorted(
            Comparator.comparing((Ready r) -> r.record().time())
                .thenComparing(r -> r.id().toString()))
        .map(Ready::id)
        .toList();
  }

  /** Copies these, in this order; each becomes visible only when all that it needs is durable. */
  public Copied copy(List<SnapshotId> ids, Listener listener) {
    if (ids.isEmpty()) {
      return new Copied(0, 0);
    }
    int done = 0;
    try (Lock lock = from.lock(LockMode.SHARED);
        Upload upload = to.upload();
        BlobTable seen = new BlobTable(from.temporary())) {
      List<Ready> ready = new ArrayList<>();
      long before = 0;
      for (SnapshotId id : ids) {
        Optional<SnapshotRecord> record = from.snapshots().find(id);
        if (record.isEmpty()) {
          continue; // removed since it was listed
        }
        copyTree(record.get().tree(), upload, seen, listener);
        ready.add(new Ready(id, record.get()));
        if (upload.bytesStored() - before >= BATCH) {
          before = upload.bytesStored();
          done += commit(ready, upload, lock);
        }
      }
      done += commit(ready, upload, lock);
      return new Copied(done, upload.bytesStored());
    } catch (IOException e) {
      throw Failures.storage("use the temporary file of a copy", e);
    }
  }

  private static int commit(List<Ready> ready, Upload upload, Lock lock) {
    lock.requireHeld();
    for (Ready each : ready) {
      SnapshotRecord r = each.record();
      upload.commit(
          new SnapshotRecord(
              r.time(),
              r.tree(),
              r.paths(),
              r.origin(),
              r.tags(),
              Optional.empty(),
              Optional.of(r.original().orElse(each.id())),
              r.programVersion(),
              r.belay()));
    }
    int count = ready.size();
    ready.clear();
    return count;
  }

  /**
   * Also a tree that the other repository has is gone through: a copy that was killed may have left
   * it without what it names.
   */
  private void copyTree(BlobId id, Upload upload, BlobTable seen, Listener listener)
      throws IOException {
    byte[] entry = new byte[Entry.SIZE];
    Entry.fill(entry, 0, id, BlobType.TREE, 0, 0, 0);
    Entry.setPack(entry, 0, 0);
    if (!seen.put(entry, 0)) {
      return;
    }
    byte[] json = from.blobs().load(BlobType.TREE, id);
    Tree tree;
    try {
      tree = TreeFormat.read(json);
    } catch (IOException e) {
      throw Failures.damaged("tree " + id + " can't be read: " + e.getMessage(), e);
    }
    for (TreeNode node : tree.nodes()) {
      if (node.subtree().isPresent()) {
        copyTree(node.subtree().get(), upload, seen, listener);
      }
      copyContent(node.content(), upload, listener);
    }
    upload.save(BlobType.TREE, id, json, 0, json.length);
  }

  private void copyContent(BlobIds content, Upload upload, Listener listener) {
    for (BlobId id : content) {
      if (!upload.contains(BlobType.DATA, id)) {
        byte[] bytes = from.blobs().load(BlobType.DATA, id);
        upload.save(BlobType.DATA, id, bytes, 0, bytes.length);
        listener.copied(bytes.length);
      }
    }
  }
}

package dev.belay.repository;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The blobs that snapshots need, those in the trash too. For one thread. */
final class NeededBlobs implements AutoCloseable {
  private final Snapshots snapshots;
  private final Trash trash;
  private final BlobIndex index;
  private final PackReader reader;
  private final PruneListener listener;
  private final BlobTable blobs;
  private final Set<SnapshotId> walked = new HashSet<>();
  private final Set<SnapshotId> lost = new HashSet<>();

  NeededBlobs(
      SealedFiles files,
      BlobCodec codec,
      BlobIndex index,
      Trash trash,
      Path temporary,
      PruneListener listener) {
    this.snapshots = new Snapshots(files);
    this.trash = trash;
    this.index = index;
    this.reader = new PackReader(files.store(), index, codec);
    this.listener = listener;
    this.blobs = new BlobTable(temporary);
  }

  /**
   * Walks the snapshots that were not walked yet. What is removed while this goes on is in the
   * trash before it is not here any more.
   *
   * @param but of the trash not these
   * @param met is asked of each blob when it is met for the first time
   */
  void walk(Predicate<Trash.Entry> but, Reachable.Met met) throws IOException {
    Reachable reachable = new Reachable(reader, blobs, met);
    for (SnapshotId id : snapshots.ids()) {
      if (walked.add(id)) {
        listener.step();
        try {
          reachable.walk(snapshots.get(id).tree());
        } catch (BelayException e) {
          if (e.code() != ErrorCode.NOT_FOUND) {
            throw e;
          }
          walked.remove(id);
        }
      }
    }
    for (Trash.Entry entry : trash.all()) {
      if (!but.test(entry) && walked.add(entry.id())) {
        try {
          new Reachable(reader, blobs, (type, id) -> there(entry, type, id) && met.blob(type, id))
              .walk(trash.get(entry).tree());
        } catch (BelayException e) {
          if (!(e.getCause() instanceof NoSuchFileException)) {
            throw e;
          }
          walked.remove(entry.id());
        }
      }
    }
  }

  /**
   * restic's prune does not know of the trash. Of what it left of a removed snapshot nothing more
   * goes, but for its sake no prune fails for a week.
   */
  private boolean there(Trash.Entry entry, BlobType type, BlobId id) {
    boolean there = index.find(id, type).isPresent();
    if (!there) {
      lost.add(entry.id());
    }
    return there;
  }

  /** Whether a snapshot that was walked needs this blob. */
  boolean contains(BlobId id, BlobType type) throws IOException {
    return blobs.contains(id, type);
  }

  /** How many snapshots in the trash lack something that they need. */
  int lost() {
    return lost.size();
  }

  @Override
  public void close() throws IOException {
    blobs.close();
  }
}

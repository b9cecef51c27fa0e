package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.repository.BlobType;
import dev.belay.repository.Upload;
import java.util.List;

/** Stores chunks as they are. For one thread. */
final class PlainStore {
  private final Upload upload;
  private final TableFiles files;

  PlainStore(Upload upload, TableFiles files) {
    this.upload = upload;
    this.files = files;
  }

  /** Stores the chunk {@code rows[from..from + length)}, of which the ids are known. */
  void add(List<BlobId> ids, byte[] rows, int from, int length) {
    int at = 0;
    for (BlobId id : ids) {
      int slice = Math.min(ChunkIds.SLICE, length - at);
      upload.save(BlobType.DATA, id, rows, from + at, slice);
      at += slice;
    }
    files.add(Segment.plain(ids), length, 0);
  }

  /** Whether the repository has all of a chunk already. */
  boolean has(List<BlobId> ids) {
    return ids.stream().allMatch(id -> upload.contains(BlobType.DATA, id));
  }
}

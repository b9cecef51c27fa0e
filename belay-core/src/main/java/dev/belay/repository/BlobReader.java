package dev.belay.repository;

import dev.belay.model.BlobId;

/** Reads blobs. Thread-safe. */
public interface BlobReader {
  /**
   * The plain bytes of a blob, authenticated and compared with its id.
   *
   * @throws dev.belay.model.BelayException DAMAGED, naming the blob and its pack, where the index
   *     does not have it, the pack is gone, or its bytes are not what they were
   */
  byte[] load(BlobType type, BlobId id);

  /** The plain bytes of a blob of file content; see {@link #load(BlobType, BlobId)}. */
  default byte[] load(BlobId id) {
    return load(BlobType.DATA, id);
  }

  /**
   * How many plain bytes the index says that a blob has; DAMAGED where the index does not have it.
   */
  int plainLength(BlobType type, BlobId id);

  /** Whether the index has this blob; the pack is not looked at. */
  boolean contains(BlobType type, BlobId id);
}

package dev.belay.snapshot;

import dev.belay.model.BlobId;
import java.util.List;
import java.util.Optional;

/**
 * The smallest piece of a stored table that is read by itself: some blobs of its base, and the
 * layer over them, if there is one.
 *
 * @param base the base's blobs, in order; without a layer they are one chunk
 * @param overlay what changed since the base was written
 */
record Segment(List<BlobId> base, Optional<Overlay> overlay) {
  Segment {
    base = List.copyOf(base);
    if (base.isEmpty()) {
      throw new IllegalArgumentException("a segment has a base");
    }
  }

  /** A chunk as it is. */
  static Segment plain(List<BlobId> chunk) {
    return new Segment(chunk, Optional.empty());
  }

  /**
   * A layer over some blobs.
   *
   * @param layer the layer's blob
   * @param spent what the layers over this base cost so far, in bytes of rows
   * @param chunks the chunks that cutting the merged rows gives
   */
  record Overlay(BlobId layer, long spent, List<Piece> chunks) {
    Overlay {
      chunks = List.copyOf(chunks);
      if (chunks.isEmpty() || spent < 0) {
        throw new IllegalArgumentException(chunks.size() + " chunks, " + spent + " bytes spent");
      }
    }

    /** How long the merged rows are. */
    long bytes() {
      return chunks.stream().mapToLong(Piece::bytes).sum();
    }
  }

  /**
   * A chunk of merged rows: not stored as such, but named as if it were.
   *
   * @param id the SHA-256 of its bytes
   * @param rows how many rows
   * @param bytes their size
   */
  record Piece(BlobId id, long rows, int bytes) {
    Piece {
      if (rows < 1 || bytes < 1) {
        throw new IllegalArgumentException("a chunk of " + rows + " rows, " + bytes + " bytes");
      }
    }
  }

  /** The ids of each chunk. */
  List<List<BlobId>> chunkIds() {
    return overlay.isPresent()
        ? overlay.get().chunks().stream().map(chunk -> List.of(chunk.id())).toList()
        : List.of(base);
  }
}

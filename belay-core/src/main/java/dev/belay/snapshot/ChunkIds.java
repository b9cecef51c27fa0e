package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.rows.Chunk;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids of a chunk's bytes. A chunk is one blob; a huge row is cut into slices of {@value #SLICE}
 * bytes, so a blob of just that size which does not end with a line feed goes on in the next one.
 */
public final class ChunkIds {
  /** The largest blob of a table. */
  public static final int SLICE = 8 << 20;

  private ChunkIds() {}

  /** The ids under which a repository would store the chunk. */
  public static List<BlobId> of(Chunk chunk) {
    if (chunk.length() <= SLICE) {
      return List.of(BlobId.sha256(chunk.buffer(), 0, chunk.length()));
    }
    List<BlobId> ids = new ArrayList<>();
    for (int from = 0; from < chunk.length(); from += SLICE) {
      ids.add(BlobId.sha256(chunk.buffer(), from, Math.min(SLICE, chunk.length() - from)));
    }
    return ids;
  }
}

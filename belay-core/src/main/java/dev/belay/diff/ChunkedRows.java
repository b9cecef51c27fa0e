package dev.belay.diff;

import dev.belay.model.BlobId;
import dev.belay.rows.Chunk;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * One table's rows in identity order, as chunks that have ids. Two chunks with the same ids hold
 * the same rows. For one thread.
 */
public interface ChunkedRows extends Closeable {
  /** Moves to the next chunk, whether or not the current one was opened; false after the last. */
  boolean next() throws IOException;

  /** The ids of the current chunk's bytes: one, or several in order for a huge row. */
  List<BlobId> ids();

  /** The current chunk's rows, valid until {@link #next()}. */
  Chunk open() throws IOException;

  /**
   * Whether they come from a repository: what is wrong with them was stored like that, and is no
   * fault of an engine's; and an opened chunk stays valid behind {@link #next()}.
   */
  default boolean stored() {
    return false;
  }

  /** No rows at all. */
  ChunkedRows NONE =
      new ChunkedRows() {
        @Override
        public boolean next() {
          return false;
        }

        @Override
        public List<BlobId> ids() {
          return List.of();
        }

        @Override
        public Chunk open() {
          throw new IllegalStateException("there is no chunk");
        }

        @Override
        public void close() {}
      };
}

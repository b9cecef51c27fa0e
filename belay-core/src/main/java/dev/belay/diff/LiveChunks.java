package dev.belay.diff;

import dev.belay.model.BlobId;
import dev.belay.rows.Chunk;
import dev.belay.rows.Cutter;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as they are read from a live database, cut on the way. Adds up what it has read. */
public final class LiveChunks implements ChunkedRows {
  /** What gives a chunk its ids; it may store the chunk as well. */
  @FunctionalInterface
  public interface Ids {
    List<BlobId> of(Chunk chunk) throws IOException;
  }

  private final Cutter cutter;
  private final Ids namer;
  private final TableDigest.Sum read = new TableDigest.Sum();
  private long bytes;
  private @Nullable Chunk chunk;
  private List<BlobId> ids = List.of();
  private boolean peeked;

  public LiveChunks(RowStream rows, RowLayout layout, Ids namer) {
    this.cutter = new Cutter(rows, layout);
    this.namer = namer;
  }

  /** Whether there are no rows at all. Only before the first {@link #next()}. */
  public boolean empty() throws IOException {
    if (!peeked) {
      peeked = true;
      fetch();
    }
    return chunk == null;
  }

  @Override
  public boolean next() throws IOException {
    if (peeked) {
      peeked = false;
      return chunk != null;
    }
    return fetch();
  }

  private boolean fetch() throws IOException {
    chunk = cutter.next();
    if (chunk == null) {
      return false;
    }
    read.add(chunk.digest());
    bytes += chunk.length();
    ids = namer.of(chunk);
    return true;
  }

  @Override
  public List<BlobId> ids() {
    return ids;
  }

  @Override
  public Chunk open() {
    if (chunk == null) {
      throw new IllegalStateException("there is no chunk");
    }
    return chunk;
  }

  /** Number and digest of all rows that were read so far. */
  public TableDigest digest() {
    return read.total();
  }

  /** How many bytes of rows were read so far. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    cutter.close();
  }
}

package dev.belay.snapshot;

import dev.belay.diff.ChunkedRows;
import dev.belay.model.BlobId;
import dev.belay.rows.Chunk;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.Segment.Overlay;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored table's chunks, base and layers merged. A chunk's bytes are fetched when it is opened,
 * and not before.
 */
final class SnapshotChunks implements ChunkedRows {
  private final StoredSegments segments;
  private final RecentSegments opener;
  private @Nullable Segment segment;
  private byte @Nullable [] rows;
  private List<List<BlobId>> ids = List.of();
  private int current;
  private @Nullable Chunk opened;

  SnapshotChunks(StoredSegments segments, RecentSegments opener) {
    this.segments = segments;
    this.opener = opener;
  }

  @Override
  public boolean next() {
    opened = null;
    if (++current < ids.size()) {
      return true;
    }
    rows = null;
    segment = segments.next();
    ids = segment == null ? List.of() : segment.chunkIds();
    current = 0;
    return segment != null;
  }

  @Override
  public List<BlobId> ids() {
    return current < ids.size() ? ids.get(current) : List.of();
  }

  @Override
  public Chunk open() {
    Chunk chunk = opened;
    if (chunk == null) {
      byte[] bytes = bytes();
      chunk = new Chunk(bytes, bytes.length, TableDigest.EMPTY);
      opened = chunk;
    }
    return chunk;
  }

  private byte[] bytes() {
    Segment from = segment;
    if (from == null) {
      throw new IllegalStateException("there is no chunk");
    }
    byte[] all = rows;
    if (all == null) {
      all = opener.open(from).rows();
      rows = all;
    }
    return ids.size() == 1 ? all : piece(all, from.overlay().orElseThrow());
  }

  private byte[] piece(byte[] all, Overlay overlay) {
    int start = overlay.chunks().subList(0, current).stream().mapToInt(p -> p.bytes()).sum();
    return Arrays.copyOfRange(all, start, start + overlay.chunks().get(current).bytes());
  }

  @Override
  public boolean stored() {
    return true;
  }

  @Override
  public void close() {
    opener.forget();
  }
}

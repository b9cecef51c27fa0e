package dev.belay.snapshot;

import dev.belay.diff.ChunkedRows;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.repository.BlobReader;
import dev.belay.repository.BlobType;
import dev.belay.rows.Chunk;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.Manifest.StoredTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stored table's chunks. A chunk's bytes are fetched when it is opened, and not before. */
final class SnapshotChunks implements ChunkedRows {
  private final SnapshotDataset snapshot;
  private final StoredTable table;
  private final BlobReader blobs;
  private Iterator<BlobId> part = Collections.emptyIterator();
  private int nextPart;
  private List<BlobId> ids = List.of();
  private @Nullable Chunk opened;

  SnapshotChunks(SnapshotDataset snapshot, StoredTable table, BlobReader blobs) {
    this.snapshot = snapshot;
    this.table = table;
    this.blobs = blobs;
  }

  @Override
  public boolean next() {
    opened = null;
    BlobId first = nextId();
    if (first == null) {
      ids = List.of();
      return false;
    }
    ids = List.of(first);
    if (blobs.plainLength(BlobType.DATA, first) == ChunkIds.SLICE) {
      joinSlices(first);
    }
    return true;
  }

  /** A row larger than a slice lies in several blobs: only the last one ends with a line feed. */
  private void joinSlices(BlobId first) {
    List<BlobId> all = new ArrayList<>();
    BlobId id = first;
    all.add(id);
    while (blobs.plainLength(BlobType.DATA, id) == ChunkIds.SLICE && !endsRow(blobs.load(id))) {
      BlobId next = nextId();
      if (next == null) {
        throw cutOff();
      }
      id = next;
      all.add(id);
    }
    ids = List.copyOf(all);
  }

  private static boolean endsRow(byte[] bytes) {
    return bytes[bytes.length - 1] == '\n';
  }

  private @Nullable BlobId nextId() {
    while (!part.hasNext()) {
      if (nextPart >= table.parts()) {
        return null;
      }
      part = snapshot.part(table, nextPart++).iterator();
    }
    return part.next();
  }

  @Override
  public List<BlobId> ids() {
    return ids;
  }

  @Override
  public Chunk open() {
    Chunk chunk = opened;
    if (chunk == null) {
      byte[] bytes = ids.size() == 1 ? blobs.load(ids.get(0)) : joined();
      if (bytes.length == 0 || !endsRow(bytes)) {
        throw cutOff();
      }
      chunk = new Chunk(bytes, bytes.length, TableDigest.EMPTY);
      opened = chunk;
    }
    return chunk;
  }

  private byte[] joined() {
    long length = ids.stream().mapToLong(id -> blobs.plainLength(BlobType.DATA, id)).sum();
    byte[] bytes = new byte[Math.toIntExact(length)];
    int at = 0;
    for (BlobId id : ids) {
      byte[] slice = blobs.load(id);
      System.arraycopy(slice, 0, bytes, at, slice.length);
      at += slice.length;
    }
    return bytes;
  }

  private BelayException cutOff() {
    return new BelayException(
        ErrorCode.DAMAGED,
        "table " + table.table() + " of the snapshot ends in the middle of a row",
        "run 'belay check --read-data'");
  }

  @Override
  public void close() {}
}

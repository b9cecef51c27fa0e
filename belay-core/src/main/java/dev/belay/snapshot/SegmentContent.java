package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.model.Table;
import dev.belay.repository.BlobReader;
import dev.belay.repository.BlobType;
import dev.belay.rows.RowShape;
import java.io.IOException;
import java.util.List;

/**
 * A segment's bytes: on both sides whole rows, at least one, of as many fields as the table has
 * columns.
 *
 * @param base the rows of its base
 * @param rows its rows; the base where there is no layer
 */
record SegmentContent(byte[] base, byte[] rows) {
  /** How many bytes this holds. */
  int size() {
    return base == rows ? base.length : base.length + rows.length;
  }

  /** How many bytes the base's blobs have. */
  static long baseLength(BlobReader blobs, Segment segment) {
    return segment.base().stream().mapToLong(id -> blobs.plainLength(BlobType.DATA, id)).sum();
  }

  /** Fetches a segment; DAMAGED, naming the table, where it is not what was stored. */
  static SegmentContent load(BlobReader blobs, Segment segment, Table table) {
    byte[] base = joined(blobs, segment.base());
    byte[] rows = base;
    if (segment.overlay().isPresent()) {
      Segment.Overlay overlay = segment.overlay().get();
      try {
        byte[] layer = blobs.load(overlay.layer());
        rows = LayerReader.merge(base, layer, overlay.bytes());
      } catch (IOException e) {
        throw StoredSegments.damaged(table.name(), String.valueOf(e.getMessage()), e);
      }
      requireRows(rows, table);
      requireWholeChunks(rows, overlay, table);
    }
    requireRows(base, table);
    return new SegmentContent(base, rows);
  }

  private static void requireRows(byte[] rows, Table table) {
    RowShape.fault(rows, rows.length, table.stored().size())
        .ifPresent(
            fault -> {
              throw StoredSegments.damaged(table.name(), fault, null);
            });
  }

  private static void requireWholeChunks(byte[] rows, Segment.Overlay overlay, Table table) {
    int end = 0;
    for (Segment.Piece chunk : overlay.chunks()) {
      end += chunk.bytes();
      if (rows[end - 1] != '\n') {
        throw StoredSegments.cutOff(table.name());
      }
    }
  }

  private static byte[] joined(BlobReader blobs, List<BlobId> ids) {
    if (ids.size() == 1) {
      return blobs.load(ids.get(0));
    }
    long length = ids.stream().mapToLong(id -> blobs.plainLength(BlobType.DATA, id)).sum();
    byte[] bytes = new byte[Math.toIntExact(length)];
    int at = 0;
    for (BlobId id : ids) {
      byte[] blob = blobs.load(id);
      System.arraycopy(blob, 0, bytes, at, blob.length);
      at += blob.length;
    }
    return bytes;
  }
}

package dev.belay.snapshot;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.model.TableName;
import dev.belay.repository.BlobIds;
import dev.belay.repository.BlobReader;
import dev.belay.repository.BlobType;
import dev.belay.rows.CopyText;
import dev.belay.snapshot.Manifest.StoredTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a stored table, in order. Holds the lists of one part at a time, and opens no
 * rows but those of a slice that may be the last of a huge row. For one thread.
 */
final class StoredSegments {
  private final SnapshotDataset snapshot;
  private final StoredTable table;
  private final BlobReader blobs;
  private Iterator<BlobId> base = Collections.emptyIterator();
  private Iterator<BlobId> layer = Collections.emptyIterator();
  private byte[] lines = {};
  private int line;
  private int plain;
  private int nextPart;

  /**
   * The files of one part of a table.
   *
   * @param base the blobs of the base
   * @param layer the blobs of the layer; none where it has none
   * @param segments how the two go together; empty where there is no layer
   */
  record Part(BlobIds base, BlobIds layer, byte[] segments) {}

  StoredSegments(SnapshotDataset snapshot, StoredTable table, BlobReader blobs) {
    this.snapshot = snapshot;
    this.table = table;
    this.blobs = blobs;
  }

  /** The next segment, or null after the last. */
  @Nullable Segment next() {
    while (plain == 0) {
      Optional<Segment> layered = readLine();
      if (layered.isPresent()) {
        return layered.get();
      }
      if (plain == 0 && !nextPart()) {
        return null;
      }
    }
    return Segment.plain(chunk());
  }

  /** A segment with a layer; or, for a run of plain chunks, empty with {@link #plain} set. */
  private Optional<Segment> readLine() {
    if (line == lines.length) {
      return Optional.empty();
    }
    try {
      int end = CopyText.lineEnd(lines, line);
      SegmentLine read = SegmentLine.parse(lines, line, end);
      line = end;
      BlobId over = layer.next();
      if (read.chunks().isEmpty()) {
        plain = read.blobs();
        return Optional.empty();
      }
      List<BlobId> under = new ArrayList<>();
      for (int i = 0; i < read.blobs(); i++) {
        under.add(base.next());
      }
      return Optional.of(new Segment(under, Optional.of(read.overlay(over))));
    } catch (IOException | RuntimeException e) {
      throw damaged(table.table(), "its segments can't be read: " + e.getMessage(), e);
    }
  }

  private boolean nextPart() {
    if (base.hasNext() || layer.hasNext()) {
      throw damaged(table.table(), "it has more blobs than its segments name", null);
    }
    if (nextPart >= table.parts()) {
      return false;
    }
    Part part = snapshot.part(table, nextPart++);
    base = part.base().iterator();
    layer = part.layer().iterator();
    lines = part.segments();
    line = 0;
    plain = lines.length == 0 ? part.base().size() : 0;
    return true;
  }

  /** A row larger than a slice lies in several blobs: only the last one ends with a line feed. */
  private List<BlobId> chunk() {
    BlobId id = nextPlain();
    if (blobs.plainLength(BlobType.DATA, id) != ChunkIds.SLICE) {
      return List.of(id);
    }
    List<BlobId> slices = new ArrayList<>();
    slices.add(id);
    while (blobs.plainLength(BlobType.DATA, id) == ChunkIds.SLICE && !endsRow(blobs.load(id))) {
      if (plain == 0) {
        throw cutOff(table.table());
      }
      id = nextPlain();
      slices.add(id);
    }
    return slices;
  }

  private BlobId nextPlain() {
    if (!base.hasNext()) {
      throw damaged(table.table(), "its base has fewer blobs than its segments name", null);
    }
    plain--;
    return base.next();
  }

  static boolean endsRow(byte[] bytes) {
    return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
  }

  static BelayException cutOff(TableName table) {
    return damaged(table, "it ends in the middle of a row", null);
  }

  static BelayException damaged(TableName table, String why, @Nullable Exception cause) {
    return new BelayException(
        ErrorCode.DAMAGED,
        "table " + table + " of the snapshot is damaged: " + why,
        "run 'belay check --read-data'",
        cause);
  }
}

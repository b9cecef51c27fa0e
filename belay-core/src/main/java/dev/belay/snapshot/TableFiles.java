package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.repository.BlobType;
import dev.belay.repository.TreeWriter;
import dev.belay.repository.Upload;
import dev.belay.snapshot.Segment.Overlay;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A table's files, as its segments are added in order. At most {@value #PART_BLOBS} blobs are
 * listed in one file; a larger table goes on in directories of its own, so that no list grows with
 * the table. For one thread.
 */
final class TableFiles {
  /** How many blobs one file of a base lists: about 16 GiB of rows. */
  static final int PART_BLOBS = 16_384;

  /** The name of a base's first, and usually only, file. */
  static final String BASE = "base";

  /** The name of the layer's file. */
  static final String LAYER = "1";

  /** The name of the file that says how base and layer go together. */
  static final String SEGMENTS = "segments";

  /** In a large table, the directory of the further parts, {@code 00001}, {@code 00002}, … */
  static final String MORE = "base.more";

  /** Where a {@link #SEGMENTS} file is cut, so that a change does not store all of it again. */
  private static final int LINES_BLOB = 64 << 10;

  private final Upload upload;
  private final Instant time;
  private final TreeWriter directory;
  private final TreeWriter more;
  private final List<BlobId> base = new ArrayList<>();
  private final List<BlobId> layer = new ArrayList<>();
  private final List<BlobId> segments = new ArrayList<>();
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private long baseBytes;
  private long layerBytes;
  private long segmentBytes;
  private int runBlobs;
  private long runBytes;
  private int parts;
  private boolean layered;

  TableFiles(Upload upload, Instant time) {
    this.upload = upload;
    this.time = time;
    this.directory = new TreeWriter(time);
    this.more = new TreeWriter(time);
  }

  /**
   * Adds a segment, whose blobs were saved.
   *
   * @param bytes the length of its base
   * @param overBytes the length of its layer
   */
  void add(Segment segment, long bytes, long overBytes) {
    if (base.size() >= PART_BLOBS) {
      endPart();
    }
    base.addAll(segment.base());
    baseBytes += bytes;
    if (segment.overlay().isEmpty()) {
      runBlobs += segment.base().size();
      runBytes += bytes;
      return;
    }
    endRun();
    Overlay overlay = segment.overlay().get();
    layer.add(overlay.layer());
    layerBytes += overBytes;
    line(SegmentLine.of(segment.base().size(), overlay));
  }

  /** Between layers, or behind the last one, stands how much of the base is copied as it is. */
  private void endRun() {
    if (runBlobs == 0) {
      return;
    }
    byte[] copy = LayerWriter.copyOf(runBytes);
    layer.add(upload.save(BlobType.DATA, copy, 0, copy.length));
    layerBytes += copy.length;
    line(SegmentLine.run(runBlobs));
    runBlobs = 0;
    runBytes = 0;
  }

  private void line(SegmentLine line) {
    lines.writeBytes(line.json());
    if (lines.size() >= LINES_BLOB) {
      endLines();
    }
  }

  private void endLines() {
    byte[] bytes = lines.toByteArray();
    if (bytes.length > 0) {
      segments.add(upload.save(BlobType.DATA, bytes, 0, bytes.length));
      segmentBytes += bytes.length;
      lines.reset();
    }
  }

  private void endPart() {
    TreeWriter part = parts == 0 ? directory : new TreeWriter(time);
    part.file(BASE, baseBytes, base);
    if (!layer.isEmpty()) {
      endRun();
      endLines();
      part.file(LAYER, layerBytes, layer);
      part.file(SEGMENTS, segmentBytes, segments);
      layered = true;
    }
    if (parts > 0) {
      more.directory("%05d".formatted(parts), part.save(upload));
    }
    parts++;
    clear();
  }

  private void clear() {
    base.clear();
    layer.clear();
    segments.clear();
    lines.reset();
    baseBytes = 0;
    layerBytes = 0;
    segmentBytes = 0;
    runBlobs = 0;
    runBytes = 0;
  }

  /** Ends the table; nothing can be added any more. */
  void finish() {
    if (parts == 0 || !base.isEmpty()) {
      endPart();
    }
    if (parts > 1) {
      directory.directory(MORE, more.save(upload));
    }
  }

  int parts() {
    return parts;
  }

  /** The names of the layers' files. */
  List<String> layers() {
    return layered ? List.of(LAYER) : List.of();
  }

  /** Saves the directory. */
  BlobId save() {
    return directory.save(upload);
  }
}

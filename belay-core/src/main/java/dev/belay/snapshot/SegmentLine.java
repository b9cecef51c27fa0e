package dev.belay.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.belay.model.BlobId;
import dev.belay.snapshot.Segment.Overlay;
import dev.belay.snapshot.Segment.Piece;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A line of a part's {@code segments} file: a segment with a layer; or, without chunks, a run of
 * blobs of the base that are chunks as they are. The n-th line is about the n-th blob of the layer.
 *
 * @param blobs how many blobs of the base
 * @param spent {@link Overlay#spent}
 * @param chunks the chunks of the merged rows
 */
record SegmentLine(
    int blobs,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long spent,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ChunkNote> chunks) {
  private static final ObjectReader READER = Json.MAPPER.readerFor(SegmentLine.class);
  private static final ObjectWriter WRITER = Json.MAPPER.writerFor(SegmentLine.class);

  SegmentLine {
    chunks = chunks == null ? List.of() : List.copyOf(chunks);
    if (blobs < 1) {
      throw new IllegalArgumentException("a segment of " + blobs + " blobs");
    }
  }

  /** A chunk of the merged rows. */
  record ChunkNote(String id, long rows, int bytes) {}

  static SegmentLine run(int blobs) {
    return new SegmentLine(blobs, 0, List.of());
  }

  static SegmentLine of(int blobs, Overlay overlay) {
    return new SegmentLine(
        blobs,
        overlay.spent(),
        overlay.chunks().stream()
            .map(chunk -> new ChunkNote(chunk.id().toString(), chunk.rows(), chunk.bytes()))
            .toList());
  }

  /** As one line of JSON, with its line feed. */
  byte[] json() {
    try {
      byte[] json = WRITER.writeValueAsBytes(this);
      byte[] line = Arrays.copyOf(json, json.length + 1);
      line[json.length] = '\n';
      return line;
    } catch (IOException e) {
      throw new IllegalStateException("a segment can always be written", e);
    }
  }

  static SegmentLine parse(byte[] lines, int from, int to) throws IOException {
    SegmentLine line = READER.readValue(lines, from, to - from);
    return Json.whole(line);
  }

  /** What lies over the base. Only with chunks. */
  Overlay overlay(BlobId layer) throws IOException {
    try {
      return new Overlay(
          layer,
          spent,
          chunks.stream()
              .map(note -> new Piece(BlobId.parse(note.id()), note.rows(), note.bytes()))
              .toList());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}

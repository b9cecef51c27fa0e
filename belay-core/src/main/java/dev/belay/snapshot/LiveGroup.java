package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.repository.BlobType;
import dev.belay.repository.Upload;
import dev.belay.rows.Chunk;
import dev.belay.rows.CopyText;
import dev.belay.rows.RowLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Live chunks, and the segments of the predecessor that their rows were in: what becomes one
 * segment, or new base. Holds the rows of both, a few megabytes. For one thread.
 */
final class LiveGroup {
  /** Takes a chunk: its ids, and where its rows lie. */
  interface ChunkSink {
    void add(List<BlobId> ids, byte[] rows, int from, int length);
  }

  private record Member(List<BlobId> ids, long rows, int bytes) {}

  private final RowLayout layout;
  private final List<Member> chunks = new ArrayList<>();
  private final List<Before.Piece> pieces = new ArrayList<>();
  private byte[] live = {};
  private int liveLength;
  private byte[] base = {};

  LiveGroup(RowLayout layout) {
    this.layout = layout;
  }

  /** Compares the last of these rows with the first of the others. */
  static int lastToFirst(RowLayout layout, byte[] rows, int length, byte[] others) {
    int end = CopyText.lineEnd(others, 0);
    return layout.compare(rows, lastRow(rows, length), length, others, 0, end);
  }

  private static int lastRow(byte[] rows, int length) {
    return CopyText.lineStart(rows, 0, length - 1);
  }

  boolean isOpen() {
    return !chunks.isEmpty();
  }

  /** Begins with a chunk, and with a piece that has rows where it has. */
  void begin(Before.Piece piece, List<BlobId> ids, Chunk chunk) {
    add(piece);
    add(ids, chunk);
  }

  void add(Before.Piece piece) {
    pieces.add(piece);
  }

  void add(List<BlobId> ids, Chunk chunk) {
    if (live.length < liveLength + chunk.length()) {
      live = Arrays.copyOf(live, liveLength + chunk.length());
    }
    System.arraycopy(chunk.buffer(), 0, live, liveLength, chunk.length());
    liveLength += chunk.length();
    chunks.add(new Member(ids, chunk.digest().rows(), chunk.length()));
  }

  /** Whether the chunk begins before the pieces end. */
  boolean reaches(Chunk chunk) {
    byte[] rows = lastRows();
    return lastToFirst(layout, rows, rows.length, chunk.buffer()) >= 0;
  }

  /** Whether the piece begins before the chunks end. */
  boolean reaches(Before.Piece piece) {
    return lastToFirst(layout, live, liveLength, piece.content().rows()) >= 0;
  }

  boolean hasRoomFor(Chunk chunk) {
    return (long) liveLength + chunk.length() <= Before.LARGEST;
  }

  boolean hasRoomFor(Before.Piece piece) {
    return baseLength() + piece.content().base().length <= Before.LARGEST;
  }

  /** Negative where the pieces go on behind the last live row, positive the other way round. */
  int order() {
    byte[] rows = lastRows();
    return layout.compare(
        live, lastRow(live, liveLength), liveLength, rows, lastRow(rows, rows.length), rows.length);
  }

  private byte[] lastRows() {
    return pieces.get(pieces.size() - 1).content().rows();
  }

  /** The segment that has just these chunks, if it was one. */
  Optional<Segment> unchanged() {
    List<List<BlobId>> ids = chunks.stream().map(Member::ids).toList();
    return pieces.size() == 1 && pieces.get(0).segment().chunkIds().equals(ids)
        ? Optional.of(pieces.get(0).segment())
        : Optional.empty();
  }

  /** The live rows, {@link #liveLength} bytes of them. */
  byte[] live() {
    return live;
  }

  int liveLength() {
    return liveLength;
  }

  /** The base under the pieces. */
  byte[] base() {
    if (pieces.size() == 1) {
      return pieces.get(0).content().base();
    }
    base = new byte[baseLength()];
    int at = 0;
    for (Before.Piece piece : pieces) {
      byte[] part = piece.content().base();
      System.arraycopy(part, 0, base, at, part.length);
      at += part.length;
    }
    return base;
  }

  int baseLength() {
    return pieces.stream().mapToInt(piece -> piece.content().base().length).sum();
  }

  List<BlobId> baseBlobs() {
    return pieces.stream().flatMap(piece -> piece.segment().base().stream()).toList();
  }

  boolean basesAreThere(Upload upload) {
    return baseBlobs().stream().allMatch(id -> upload.contains(BlobType.DATA, id));
  }

  /** What the layers over this base cost so far, in bytes of rows. */
  long spent() {
    return pieces.stream()
        .mapToLong(piece -> piece.segment().overlay().map(Segment.Overlay::spent).orElse(0L))
        .sum();
  }

  /** A number from 0 to 255 that differs from base to base. */
  int spread() {
    return baseBlobs().get(0).bytes()[0] & 0xff;
  }

  /** The live chunks, as a layer's segment names them. */
  List<Segment.Piece> pieces() {
    return chunks.stream()
        .map(chunk -> new Segment.Piece(chunk.ids().get(0), chunk.rows(), chunk.bytes()))
        .toList();
  }

  void eachChunk(ChunkSink sink) {
    int at = 0;
    for (Member chunk : chunks) {
      sink.add(chunk.ids(), live, at, chunk.bytes());
      at += chunk.bytes();
    }
  }

  void clear() {
    chunks.clear();
    pieces.clear();
    liveLength = 0;
    base = new byte[0];
  }
}

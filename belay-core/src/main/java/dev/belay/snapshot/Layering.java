package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.repository.BlobType;
import dev.belay.repository.Upload;
import dev.belay.rows.Chunk;
import dev.belay.rows.RowLayout;
import dev.belay.snapshot.Segment.Overlay;
import java.util.List;
import java.util.Optional;

/**
 * Stores a live table as what changed since its predecessor. Chunks that are as they were are taken
 * over with whatever stands for them, unread. Where one differs, the pieces of the predecessor that
 * its rows lie in are fetched, further chunks are collected until both sides end at the same row,
 * and the difference becomes a layer over the old base; or, where that would not pay, the live
 * chunks become new base.
 *
 * <p>Which pieces are compared with which chunks decides how much is stored, and nothing else: a
 * layer holds whatever makes its base these rows. For one thread.
 */
final class Layering {
  private final Before before;
  private final RowLayout layout;
  private final Upload upload;
  private final TableFiles files;
  private final PlainStore plain;
  private final LiveGroup group;
  private final LayerWriter writer;

  Layering(Predecessor predecessor, Upload upload, TableFiles files, PlainStore plain) {
    this.before = new Before(predecessor);
    this.layout = predecessor.layout();
    this.upload = upload;
    this.files = files;
    this.plain = plain;
    this.group = new LiveGroup(layout);
    this.writer = new LayerWriter(layout);
  }

  /** Adds the next chunk, of which the ids are known. */
  void add(List<BlobId> ids, Chunk chunk) {
    if (group.isOpen()) {
      if (group.reaches(chunk) && group.hasRoomFor(chunk)) {
        group.add(ids, chunk);
        settle();
        return;
      }
      close();
    }
    begin(ids, chunk);
  }

  private void begin(List<BlobId> ids, Chunk chunk) {
    Segment same = before.take(ids);
    if (same != null && takeOver(same)) {
      return;
    }
    if (chunk.length() > Before.LARGEST || plain.has(ids)) {
      before.dropIfBase(ids);
      plain.add(ids, chunk.buffer(), 0, chunk.length());
      return;
    }
    for (Before.Piece piece = before.fetched(); piece != null; piece = before.fetched()) {
      byte[] rows = piece.content().rows();
      if (precedes(rows, rows.length, chunk.buffer())) {
        before.drop(); // all of its rows are gone
      } else if (precedes(chunk.buffer(), chunk.length(), rows)) {
        break; // all rows of the chunk are new
      } else {
        before.drop();
        group.begin(piece, ids, chunk);
        settle();
        return;
      }
    }
    plain.add(ids, chunk.buffer(), 0, chunk.length());
  }

  private boolean precedes(byte[] rows, int length, byte[] others) {
    return LiveGroup.lastToFirst(layout, rows, length, others) < 0;
  }

  /** Carries a segment on as it is; false where the repository has lost some of it. */
  private boolean takeOver(Segment segment) {
    boolean there =
        segment.base().stream().allMatch(id -> upload.contains(BlobType.DATA, id))
            && segment.overlay().stream().allMatch(o -> upload.contains(BlobType.DATA, o.layer()));
    if (there) {
      files.add(segment, before.baseLength(segment), before.layerLength(segment));
    }
    return there;
  }

  /** Closes the group if both sides end at the same row; brings in what is missing for that. */
  private void settle() {
    int order = group.order();
    while (order > 0) {
      Before.Piece next = before.fetched();
      if (next == null || !group.reaches(next) || !group.hasRoomFor(next)) {
        break;
      }
      before.drop();
      group.add(next);
      order = group.order();
    }
    if (order >= 0) {
      close();
    }
  }

  private void close() {
    Optional<Segment> same = group.unchanged();
    if (same.isEmpty() || !takeOver(same.get())) {
      store();
    }
    group.clear();
  }

  private void store() {
    long most = LayerLimit.cost(group.liveLength(), group.spent(), group.spread());
    Optional<byte[]> layer =
        most > 0 && group.basesAreThere(upload)
            ? writer.write(
                group.base(),
                group.baseLength(),
                group.live(),
                group.liveLength(),
                LayerLimit.bytes(group.liveLength(), group.baseLength()))
            : Optional.empty();
    long cost = layer.isPresent() ? cost(layer.get(), most) : Long.MAX_VALUE;
    if (layer.isEmpty() || cost > most) {
      group.eachChunk(plain::add);
      return;
    }
    byte[] bytes = layer.get();
    BlobId id = upload.save(BlobType.DATA, bytes, 0, bytes.length);
    Overlay overlay = new Overlay(id, group.spent() + cost, group.pieces());
    files.add(
        new Segment(group.baseBlobs(), Optional.of(overlay)), group.baseLength(), bytes.length);
  }

  /** What the layer costs, in bytes of rows; compresses only where its own bytes are too many. */
  private long cost(byte[] layer, long most) {
    return layer.length <= most
        ? layer.length
        : (long) group.liveLength()
            * upload.packedSize(layer, layer.length)
            / upload.packedSize(group.live(), group.liveLength());
  }

  /** Stores what is still open. */
  void finish() {
    if (group.isOpen()) {
      close();
    }
    before.close();
  }
}

package dev.belay.snapshot;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.repository.BlobReader;
import dev.belay.repository.BlobType;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a predecessor, a few of them at hand, taken in order while the live table is
 * read. A segment is fetched when its rows are asked for. For one thread.
 */
final class Before {
  /** How many segments are looked at for a chunk that is not where it was. */
  private static final int WINDOW = 256;

  /** Larger pieces are not compared row by row: that would be held in memory. */
  static final int LARGEST = 4 << 20;

  private final StoredSegments segments;
  private final RecentSegments opened;
  private final BlobReader blobs;
  private final ArrayDeque<Piece> ahead = new ArrayDeque<>();
  private boolean ended;

  Before(Predecessor predecessor) {
    this.segments = predecessor.segments();
    this.opened = predecessor.opened();
    this.blobs = opened.blobs();
  }

  /** One segment. */
  final class Piece {
    private final Segment segment;
    private @Nullable SegmentContent content;

    private Piece(Segment segment) {
      this.segment = segment;
    }

    Segment segment() {
      return segment;
    }

    /** Its rows, which were {@link #fetch fetched}. */
    SegmentContent content() {
      if (content == null) {
        throw new IllegalStateException("not fetched");
      }
      return content;
    }

    /** Fetches its rows; false where they are too many, or damaged. */
    boolean fetch() {
      try {
        boolean small =
            segment.overlay().map(Segment.Overlay::bytes).orElse(0L) <= LARGEST
                && SegmentContent.baseLength(blobs, segment) <= LARGEST;
        if (small && content == null) {
          content = opened.open(segment);
        }
        return small;
      } catch (BelayException e) {
        return unlessDamaged(e);
      }
    }
  }

  /** What can't be read is as good as not there: the live rows are, and are stored whole. */
  private static boolean unlessDamaged(BelayException failure) {
    if (failure.code() != ErrorCode.DAMAGED) {
      throw failure;
    }
    return false;
  }

  /** The next segment whose rows can be had; null where none is left. */
  @Nullable Piece fetched() {
    while (fill(1)) {
      Piece piece = ahead.getFirst();
      if (piece.fetch()) {
        return piece;
      }
      ahead.removeFirst();
    }
    return null;
  }

  long baseLength(Segment segment) {
    return SegmentContent.baseLength(blobs, segment);
  }

  long layerLength(Segment segment) {
    return segment
        .overlay()
        .map(overlay -> blobs.plainLength(BlobType.DATA, overlay.layer()))
        .orElse(0);
  }

  /** Ends: no segment is asked for any more. */
  void close() {
    ahead.clear();
    opened.forget();
  }

  /** Takes the next segment away. */
  void drop() {
    ahead.removeFirst();
  }

  /** Takes the next segment away if its base is this chunk: the table is as it was before that. */
  void dropIfBase(List<BlobId> chunk) {
    if (fill(1) && ahead.getFirst().segment().base().equals(chunk)) {
      drop();
    }
  }

  /**
   * Takes the segment that is just this chunk, and those before it, whose rows are gone; null where
   * it is not among the next ones.
   */
  @Nullable Segment take(List<BlobId> chunk) {
    int at = find(chunk);
    if (at < 0) {
      return null;
    }
    for (int i = 0; i < at; i++) {
      ahead.removeFirst();
    }
    return ahead.removeFirst().segment();
  }

  private int find(List<BlobId> chunk) {
    if (fill(1) && isJust(ahead.getFirst().segment(), chunk)) {
      return 0;
    }
    fill(WINDOW);
    int at = 0;
    for (Iterator<Piece> each = ahead.iterator(); each.hasNext(); at++) {
      if (isJust(each.next().segment(), chunk)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isJust(Segment segment, List<BlobId> chunk) {
    if (segment.overlay().isEmpty()) {
      return segment.base().equals(chunk);
    }
    List<Segment.Piece> pieces = segment.overlay().get().chunks();
    return pieces.size() == 1 && chunk.size() == 1 && pieces.get(0).id().equals(chunk.get(0));
  }

  /** Whether there is any, after making sure that there are so many at hand if there are. */
  private boolean fill(int count) {
    try {
      while (!ended && ahead.size() < count) {
        Segment next = segments.next();
        ended = next == null;
        if (next != null) {
          ahead.addLast(new Piece(next));
        }
      }
    } catch (BelayException e) {
      ended = !unlessDamaged(e);
    }
    return !ahead.isEmpty();
  }
}

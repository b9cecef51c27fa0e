package dev.belay.snapshot;

import dev.belay.model.Table;
import dev.belay.repository.BlobReader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Opens the segments of one stored table, and keeps the last few, because a run needs each twice
 * within a moment: to compare its rows with the live ones, and to store the live ones on top of its
 * base. Holds at most {@value #MOST} bytes; what is larger is not kept. Thread-safe.
 */
final class RecentSegments {
  private static final int MOST = 4 << 20;

  private final BlobReader blobs;
  private final Table table;
  private final Map<Segment, SegmentContent> recent = new LinkedHashMap<>(16, 0.75f, true);
  private int held;

  RecentSegments(BlobReader blobs, Table table) {
    this.blobs = blobs;
    this.table = table;
  }

  BlobReader blobs() {
    return blobs;
  }

  /** A segment's bytes; DAMAGED, naming the table, where it is not what was stored. */
  synchronized SegmentContent open(Segment segment) {
    SegmentContent known = recent.get(segment);
    if (known != null) {
      return known;
    }
    SegmentContent content = SegmentContent.load(blobs, segment, table);
    if (content.size() > MOST) {
      return content;
    }
    recent.put(segment, content);
    held += content.size();
    var oldest = recent.values().iterator();
    while (held > MOST) {
      held -= oldest.next().size();
      oldest.remove();
    }
    return content;
  }

  /** Lets go of all of them. */
  synchronized void forget() {
    recent.clear();
    held = 0;
  }
}

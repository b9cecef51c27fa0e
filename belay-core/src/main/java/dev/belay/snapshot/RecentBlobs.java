package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.repository.BlobReader;
import dev.belay.repository.BlobType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the last few blobs of file content, because a run asks for the same ones twice within a
 * moment: to compare them with the live rows, and to store what changed on top of them. Holds at
 * most {@value #MOST} bytes. Thread-safe.
 */
final class RecentBlobs implements BlobReader {
  private static final int MOST = 6 << 20;

  private final BlobReader source;
  private final Map<BlobId, byte[]> recent = new LinkedHashMap<>(16, 0.75f, true);
  private int held;

  RecentBlobs(BlobReader source) {
    this.source = source;
  }

  @Override
  public byte[] load(BlobType type, BlobId id) {
    if (type != BlobType.DATA) {
      return source.load(type, id);
    }
    synchronized (recent) {
      byte[] known = recent.get(id);
      if (known != null) {
        return known;
      }
    }
    byte[] bytes = source.load(type, id);
    remember(id, bytes);
    return bytes;
  }

  private void remember(BlobId id, byte[] bytes) {
    synchronized (recent) {
      if (bytes.length > MOST / 2 || recent.put(id, bytes) != null) {
        return;
      }
      held += bytes.length;
      var oldest = recent.values().iterator();
      while (held > MOST) {
        held -= oldest.next().length;
        oldest.remove();
      }
    }
  }

  @Override
  public int plainLength(BlobType type, BlobId id) {
    return source.plainLength(type, id);
  }

  @Override
  public boolean contains(BlobType type, BlobId id) {
    return source.contains(type, id);
  }
}

package dev.belay.snapshot;

import dev.belay.model.Table;
import dev.belay.rows.CopyText;
import dev.belay.rows.RowLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds one row in snapshot after snapshot. Reads only the segments that a binary search meets, and
 * none where the one that held the row before is there again. For one thread.
 */
public final class RowFinder {
  /** How many segments are held at once: about as many as a part of a table has. */
  private static final int BATCH = 16_384;

  private @Nullable Segment last;
  private Optional<byte[]> lastRow = Optional.empty();
  private byte[] lastKey = {};

  /**
   * The row of {@code table}, as it is in the snapshot, that {@code key} identifies.
   *
   * @param key a line with the key's fields in their places
   */
  public Optional<byte[]> find(SnapshotDataset snapshot, Table table, byte[] key) {
    Predecessor stored = snapshot.predecessor(table);
    List<Segment> batch = new ArrayList<>();
    Search search = new Search(stored, key);
    for (Segment each = stored.segments().next(); each != null; each = stored.segments().next()) {
      if (each.equals(last) && Arrays.equals(key, lastKey)) {
        return lastRow;
      }
      batch.add(each);
      if (batch.size() == BATCH) {
        if (search.endsBehind(batch)) {
          break;
        }
        batch.clear();
      }
    }
    return batch.isEmpty() || !search.endsBehind(batch) ? Optional.empty() : search.in(batch);
  }

  /** One search in one table. */
  private final class Search {
    private final Predecessor stored;
    private final RowLayout layout;
    private final byte[] key;

    Search(Predecessor stored, byte[] key) {
      this.stored = stored;
      this.layout = stored.layout();
      this.key = key;
    }

    private byte[] rows(Segment segment) {
      return stored.opened().open(segment).rows();
    }

    /** Whether the last of these segments ends at the row or behind it. */
    boolean endsBehind(List<Segment> batch) {
      return reaches(rows(batch.get(batch.size() - 1)));
    }

    private boolean reaches(byte[] rows) {
      return LiveGroup.lastToFirst(layout, rows, rows.length, key) >= 0;
    }

    Optional<byte[]> in(List<Segment> batch) {
      int low = 0;
      int high = batch.size() - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (reaches(rows(batch.get(middle)))) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      byte[] rows = rows(batch.get(low));
      Optional<byte[]> row = scan(rows);
      // Only where the row is, or would be, among its rows does the segment say all about it.
      boolean within = compare(rows, 0, CopyText.lineEnd(rows, 0)) <= 0;
      last = within ? batch.get(low) : null;
      lastRow = row;
      lastKey = key.clone();
      return row;
    }

    private Optional<byte[]> scan(byte[] rows) {
      for (int from = 0; from < rows.length; ) {
        int to = CopyText.lineEnd(rows, from);
        int order = compare(rows, from, to);
        if (order == 0) {
          return Optional.of(Arrays.copyOfRange(rows, from, to));
        }
        if (order > 0) {
          return Optional.empty();
        }
        from = to;
      }
      return Optional.empty();
    }

    private int compare(byte[] rows, int from, int to) {
      return layout.compare(rows, from, to, key, 0, key.length);
    }
  }
}

package dev.belay.diff;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.model.TableName;
import dev.belay.rows.Chunk;
import dev.belay.rows.CopyText;
import dev.belay.rows.RowLayout;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Walks {@link ChunkedRows} row by row, or chunk by chunk where it stands at the start of one. */
final class RowCursor {
  private final ChunkedRows chunks;
  private final Projection projection;
  private final RowLayout layout;
  private final TableName table;
  private byte[] buffer = new byte[0];
  private int limit;
  private int start;
  private int end;
  private boolean opened;
  private boolean exhausted;

  RowCursor(ChunkedRows chunks, Projection projection, RowLayout layout, TableName table)
      throws IOException {
    this.chunks = chunks;
    this.projection = projection;
    this.layout = layout;
    this.table = table;
    skipChunk();
  }

  /** Which of two comes first; one without rows comes last. */
  static int order(RowCursor a, RowCursor b, RowLayout layout) throws IOException {
    if (a.exhausted() || b.exhausted()) {
      RowCursor rest = a.exhausted() ? b : a;
      rest.load();
      return a.exhausted() ? 1 : -1;
    }
    a.load();
    b.load();
    return layout.compare(a.line(), a.from(), a.to(), b.line(), b.from(), b.to());
  }

  /** Whether no row is left. */
  boolean exhausted() {
    return exhausted;
  }

  /** Whether the next row is the first of its chunk. */
  boolean atChunkStart() {
    return !exhausted && !opened;
  }

  List<BlobId> chunkIds() {
    return chunks.ids();
  }

  /** Leaves out the chunk whose start this stands at. */
  void skipChunk() throws IOException {
    opened = false;
    exhausted = !chunks.next();
  }

  /** Makes the current row readable. */
  void load() throws IOException {
    if (!opened) {
      Chunk chunk = chunks.open();
      buffer = chunk.buffer();
      limit = chunk.length();
      start = 0;
      end = CopyText.lineEnd(buffer, 0);
      opened = true;
      project();
    }
  }

  /** Leaves the current row behind. */
  void advance() throws IOException {
    if (end == limit) {
      skipChunk();
      return;
    }
    int next = CopyText.lineEnd(buffer, end);
    if (layout.compare(buffer, start, end, buffer, end, next) > 0) {
      throw outOfOrder();
    }
    start = end;
    end = next;
    project();
  }

  private BelayException outOfOrder() {
    String what = "table " + table + ": rows do not come in the order of their key";
    return chunks.stored()
        ? new BelayException(ErrorCode.DAMAGED, what, "run 'belay check --read-data'")
        : new BelayException(
            ErrorCode.FAILED,
            what,
            "this is a fault of Belay: nothing was changed; please report it with the table's"
                + " structure");
  }

  /**
   * Leaves behind the rows that both go on with, byte for byte, as far as their chunks go; false
   * where the next rows differ. For lines that stay as they are.
   */
  static boolean passEqual(RowCursor a, RowCursor b) throws IOException {
    if (a.exhausted || b.exhausted) {
      return false;
    }
    a.load();
    b.load();
    int same = Arrays.mismatch(a.buffer, a.start, a.limit, b.buffer, b.start, b.limit);
    if (same < 0) {
      same = a.limit - a.start;
    }
    int common = CopyText.lineStart(a.buffer, a.start, a.start + same) - a.start;
    if (common == 0) {
      return false;
    }
    a.pass(common);
    b.pass(common);
    return true;
  }

  /** Leaves behind so many bytes: whole rows, at least one. */
  private void pass(int bytes) throws IOException {
    end = start + bytes;
    start = CopyText.lineStart(buffer, start, end - 1);
    advance();
  }

  private void project() {
    if (!projection.identity()) {
      projection.apply(buffer, start, end);
    }
  }

  byte[] line() {
    return projection.identity() ? buffer : projection.line();
  }

  int from() {
    return projection.identity() ? start : 0;
  }

  int to() {
    return projection.identity() ? end : projection.length();
  }
}

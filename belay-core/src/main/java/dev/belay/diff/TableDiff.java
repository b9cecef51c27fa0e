package dev.belay.diff;

import dev.belay.model.Column;
import dev.belay.model.Table;
import dev.belay.rows.BadValue;
import dev.belay.rows.RowLayout;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Compares one table of two datasets: the aim, and the live side that would change. One streaming
 * merge join in constant memory. Where both sides have the same columns, chunks with equal ids are
 * skipped unread, and in the others the bytes that both have in common are passed over without
 * looking at rows.
 */
public final class TableDiff {
  private final Table aim;
  private final Table live;
  private final List<Column> compared;

  /**
   * @param aim the table's structure in the aim
   * @param live its structure on the live side
   * @param compared the columns that both have, in the live side's order; the key is among them
   */
  public TableDiff(Table aim, Table live, List<Column> compared) {
    this.aim = aim;
    this.live = live;
    this.compared = List.copyOf(compared);
  }

  /**
   * Whether both sides store the same columns in the same order, so that equal chunks are equal
   * rows.
   */
  public boolean sameStructure() {
    return Projection.of(aim.stored(), compared).identity()
        && Projection.of(live.stored(), compared).identity();
  }

  /**
   * Gives every difference to {@code sink}. Reads both sides to their end, but closes neither.
   * DAMAGED, naming the table, where stored rows are not what they should be.
   */
  public void run(ChunkedRows aimRows, ChunkedRows liveRows, DiffSink sink) throws IOException {
    try {
      compare(aimRows, liveRows, sink);
    } catch (BadValue e) {
      throw e.in(aim.name());
    }
  }

  private void compare(ChunkedRows aimRows, ChunkedRows liveRows, DiffSink sink)
      throws IOException {
    boolean alike = sameStructure();
    RowLayout layout = RowLayout.of(live.withColumns(compared));
    RowCursor a = cursor(aimRows, aim);
    RowCursor b = cursor(liveRows, live);
    while (!a.exhausted() || !b.exhausted()) {
      if (alike && a.atChunkStart() && b.atChunkStart() && a.chunkIds().equals(b.chunkIds())) {
        a.skipChunk();
        b.skipChunk();
      } else if (!alike || !RowCursor.passEqual(a, b)) {
        step(a, b, layout, sink);
      }
    }
  }

  private RowCursor cursor(ChunkedRows rows, Table table) throws IOException {
    Projection projection = Projection.of(table.stored(), compared);
    return new RowCursor(rows, projection, RowLayout.of(table), table.name());
  }

  private static void step(RowCursor a, RowCursor b, RowLayout layout, DiffSink sink)
      throws IOException {
    int order = RowCursor.order(a, b, layout);
    if (order < 0) {
      sink.insert(a.line(), a.from(), a.to());
      a.advance();
    } else if (order > 0) {
      sink.delete(b.line(), b.from(), b.to());
      b.advance();
    } else {
      if (!Arrays.equals(a.line(), a.from(), a.to(), b.line(), b.from(), b.to())) {
        sink.update(a.line(), a.from(), a.to(), b.line(), b.from(), b.to());
      } else {
        sink.same(b.line(), b.from(), b.to());
      }
      a.advance();
      b.advance();
    }
  }
}

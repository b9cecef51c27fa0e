package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.rows.BadValue;
import dev.belay.rows.Chunk;
import dev.belay.rows.CopyText;
import dev.belay.rows.RowLayout;
import dev.belay.rows.TableDigest;

/**
 * Reads a stored table to its end: that its rows come in the order of their key, none twice, and
 * what their digest is. For chunks that own their buffers; for one thread.
 */
final class RowProof {
  private final Table table;
  private final RowLayout layout;
  private final boolean unique;
  private final TableDigest.Sum sum = new TableDigest.Sum();
  private byte[] last = {};
  private int lastFrom;
  private int lastTo;

  RowProof(Table table) {
    this.table = table;
    this.layout = RowLayout.of(table);
    this.unique = layout.keyed() && !table.keyNullable();
  }

  /** Takes the next rows; DAMAGED, naming the table, where they can't follow the last ones. */
  void add(Chunk chunk) {
    byte[] rows = chunk.buffer();
    int from = 0;
    while (from < chunk.length()) {
      int to = CopyText.lineEnd(rows, from);
      requireOrder(rows, from, to);
      sum.addLine(rows, from, to);
      last = rows;
      lastFrom = from;
      lastTo = to;
      from = to;
    }
  }

  private void requireOrder(byte[] rows, int from, int to) {
    try {
      int order = last.length == 0 ? -1 : layout.compare(last, lastFrom, lastTo, rows, from, to);
      if (order > 0 || (order == 0 && unique)) {
        String what = order > 0 ? "rows do not come in the order of their key" : "a key is twice";
        throw new BelayException(
            ErrorCode.DAMAGED, "table " + table.name() + ": " + what, "restore another snapshot");
      }
    } catch (BadValue e) {
      throw e.in(table.name());
    }
  }

  TableDigest digest() {
    return sum.total();
  }
}

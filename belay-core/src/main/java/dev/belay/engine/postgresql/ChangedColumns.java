package dev.belay.engine.postgresql;

import dev.belay.rows.CopyText;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which columns the updates of one stage change in any row. The others need not be set: large
 * values that lie beside their rows then stay where they are. For one thread at a time.
 */
final class ChangedColumns {
  private final int count;
  private final BitSet changed = new BitSet();

  /**
   * @param count how many columns the stage's lines have
   */
  ChangedColumns(int count) {
    this.count = count;
  }

  /** A row becomes {@code line}, whatever it was before. */
  void any() {
    changed.set(0, count);
  }

  /** A row becomes {@code line} that was {@code old} before: COPY text of the stage's columns. */
  void add(byte[] line, int from, byte[] old, int oldFrom) {
    int at = from;
    int before = oldFrom;
    for (int column = 0; column < count && changed.cardinality() < count; column++) {
      int end = CopyText.fieldEnd(line, at);
      int beforeEnd = CopyText.fieldEnd(old, before);
      if (!Arrays.equals(line, at, end, old, before, beforeEnd)) {
        changed.set(column);
      }
      at = end + 1;
      before = beforeEnd + 1;
    }
  }

  /** Whether the column at this place of the lines changes. */
  boolean has(int column) {
    return changed.get(column);
  }
}

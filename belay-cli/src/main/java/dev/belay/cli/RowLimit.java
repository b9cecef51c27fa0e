package dev.belay.cli;

import dev.belay.model.RowChange;
import dev.belay.model.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Lets so many rows of each table through. */
final class RowLimit implements Consumer<RowChange> {
  private final int limit;
  private final Consumer<RowChange> next;
  private final Map<TableName, Integer> passed = new HashMap<>();
  private long leftOut;

  /**
   * @param limit 0 for no limit
   */
  RowLimit(int limit, Consumer<RowChange> next) {
    this.limit = limit;
    this.next = next;
  }

  @Override
  public void accept(RowChange row) {
    int before = passed.getOrDefault(row.table(), 0);
    if (limit > 0 && before >= limit) {
      leftOut++;
      return;
    }
    passed.put(row.table(), limit > 0 ? before + 1 : 1);
    next.accept(row);
  }

  boolean any() {
    return !passed.isEmpty();
  }

  long leftOut() {
    return leftOut;
  }
}

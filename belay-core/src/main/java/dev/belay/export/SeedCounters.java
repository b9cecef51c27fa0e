package dev.belay.export;

import dev.belay.engine.Change;
import dev.belay.model.Counter;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Where counters will stand when the seeds are in.
 *
 * @param change where they stand now
 * @param restart whether they begin anew
 * @param highest how far the numbers of each table's seed go
 */
record SeedCounters(Change change, boolean restart, Map<TableName, Long> highest) {

  /** That of a table: none in SQLite where nothing was given out. */
  List<Counter> after(Counter now, Table table) throws IOException {
    long most = highest.getOrDefault(table.name(), 0L);
    if (!restart) {
      return List.of(most > now.value() ? at(now, most, true) : now);
    }
    long start = change.constraints(table).starts().getOrDefault(now.column(), 1L);
    if (most >= start) {
      return List.of(at(now, most, true));
    }
    boolean removable = now.name().equals(table.name());
    return removable ? List.of() : List.of(at(now, start, false));
  }

  private static Counter at(Counter counter, long value, boolean used) {
    return new Counter(counter.name(), counter.table(), counter.column(), value, used);
  }
}

package dev.belay;

import dev.belay.model.Catalog;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which tables of another engine's database take part: the chosen ones, and what these refer to.
 */
final class Needed {
  private final Catalog source;
  private final Catalog live;

  Needed(Catalog source, Catalog live) {
    this.source = source;
    this.live = live;
  }

  /** These and those that they refer to, on either side, as far as both have them. */
  List<Table> with(List<Table> chosen) {
    Set<TableName> found = new LinkedHashSet<>();
    Deque<Table> open = new ArrayDeque<>(chosen);
    while (!open.isEmpty()) {
      Table table = open.pop();
      if (found.add(table.name())) {
        table.foreignKeys().forEach(k -> push(k, open));
        there(table).ifPresent(t -> t.foreignKeys().forEach(k -> push(k, open)));
      }
    }
    return source.tables().stream().filter(t -> found.contains(t.name())).toList();
  }

  private void push(ForeignKey key, Deque<Table> open) {
    source.tables().stream()
        .filter(t -> same(t.name(), key.target()))
        .filter(t -> there(t).isPresent())
        .forEach(open::push);
  }

  private Optional<Table> there(Table table) {
    return live.tables().stream().filter(t -> same(t.name(), table.name())).findFirst();
  }

  /** The usual schema has another name in each engine, which is left out in both. */
  private static boolean same(TableName a, TableName b) {
    return a.toString().equals(b.toString());
  }
}

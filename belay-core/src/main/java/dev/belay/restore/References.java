package dev.belay.restore;

import dev.belay.engine.Change.Reference;
import dev.belay.model.Catalog;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The foreign keys of a live database, both ways round. */
final class References {
  private final Catalog live;
  private final List<Reference> all = new ArrayList<>();
  private final Map<TableName, List<Reference>> byParent = new HashMap<>();
  private final Map<TableName, List<Reference>> byChild = new HashMap<>();

  References(Catalog live) {
    this.live = live;
    for (Table child : live.tables()) {
      child.foreignKeys().forEach(key -> add(new Reference(child, key)));
    }
  }

  private void add(Reference reference) {
    all.add(reference);
    byChild.computeIfAbsent(reference.child().name(), c -> new ArrayList<>()).add(reference);
    byParent.computeIfAbsent(reference.key().target(), p -> new ArrayList<>()).add(reference);
  }

  /** All of them. */
  List<Reference> all() {
    return all;
  }

  /** The references of other tables, and of itself, to this one. */
  List<Reference> to(TableName parent) {
    return byParent.getOrDefault(parent, List.of());
  }

  /** The references of this table. */
  List<Reference> from(TableName child) {
    return byChild.getOrDefault(child, List.of());
  }

  /** Every table that is linked to one of these by any chain of references, these included. */
  List<Table> connected(Collection<TableName> some) {
    Set<TableName> found = new LinkedHashSet<>(some);
    // A reference to a partitioned table may be to any of its partitions, which are what is listed
    // here.
    all.stream()
        .filter(r -> live.table(r.key().target()).isEmpty())
        .forEach(r -> found.add(r.child().name()));
    Deque<TableName> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      TableName table = open.pop();
      List<TableName> near = new ArrayList<>();
      from(table).forEach(r -> near.add(r.key().target()));
      to(table).forEach(r -> near.add(r.child().name()));
      near.stream().filter(found::add).forEach(open::push);
    }
    return live.tables().stream().filter(t -> found.contains(t.name())).toList();
  }
}

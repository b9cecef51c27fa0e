package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.engine.Change.Reference;
import dev.belay.model.Catalog;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.IOException;
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

  private final Map<TableName, Set<TableName>> partitions = new HashMap<>();

  private References(Catalog live) {
    this.live = live;
  }

  static References of(Change change) throws IOException {
    References references = new References(change.catalog());
    for (Table child : references.live.tables()) {
      for (ForeignKey key : child.foreignKeys()) {
        TableName target = key.target();
        if (references.live.table(target).isEmpty() && !references.partitions.containsKey(target)) {
          references.partitions.put(target, change.partitions(target));
        }
        references.add(new Reference(child, key));
      }
    }
    return references;
  }

  private void add(Reference reference) {
    all.add(reference);
    byChild.computeIfAbsent(reference.child().name(), c -> new ArrayList<>()).add(reference);
    for (TableName parent : parents(reference)) {
      byParent.computeIfAbsent(parent, p -> new ArrayList<>()).add(reference);
    }
  }

  /** The tables that hold what it refers to: one, or those of a partitioned table. */
  Collection<TableName> parents(Reference reference) {
    TableName target = reference.key().target();
    Set<TableName> leaves = partitions.getOrDefault(target, Set.of());
    return leaves.isEmpty() ? Set.of(target) : leaves;
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
    Deque<TableName> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      TableName table = open.pop();
      List<TableName> near = new ArrayList<>();
      from(table).forEach(r -> near.addAll(parents(r)));
      to(table).forEach(r -> near.add(r.child().name()));
      near.stream().filter(found::add).forEach(open::push);
    }
    return live.tables().stream().filter(t -> found.contains(t.name())).toList();
  }
}

package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.engine.Change.Reference;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.RowCount;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rules.RuledAim;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;

/** Rows that rules leave without what they refer to: the plan says so, not only the run. */
final class RuledParents {
  private final Order order;
  private final Change change;
  private final References references;

  RuledParents(Order order, Change change, References references) {
    this.order = order;
    this.change = change;
    this.references = references;
  }

  /** Whether a table's changes have to be staged for this. */
  boolean concerns(TableName table) {
    return order.ruled().isPresent()
        && Stream.concat(references.from(table).stream(), references.to(table).stream())
            .anyMatch(r -> taken(order, r, true));
  }

  /** REFUSED where references would not hold, as far as changes are staged. */
  void require(Map<TableName, TableWork> works) throws IOException {
    if (order.ruled().isEmpty()) {
      return;
    }
    for (TableWork work : works.values()) {
      Table parent = work.live();
      for (Reference reference : references.to(parent.name())) {
        // Of a partitioned parent another partition may have the row.
        boolean whole = reference.key().target().equals(parent.name());
        if (whole && taken(order, reference, loses(work))) {
          long broken =
              change.missingParents(reference.child(), reference.key(), parent)
                  + change.orphans(reference.child(), reference.key(), parent);
          if (broken > 0) {
            throw lost(broken, reference);
          }
        }
      }
    }
  }

  /**
   * Whether it is rules that take what rows refer to. Where the engine does not keep foreign keys
   * itself, references that do not hold are normal, and others are theirs only if something went.
   *
   * @param loses whether the table that is referred to loses rows or values
   */
  static boolean taken(Order order, Reference reference, boolean loses) {
    if (order.ruled().isEmpty()) {
      return false;
    }
    RuledAim rules = order.ruled().get();
    boolean enforced = order.database().enforcesReferences();
    TableName child = reference.child().name();
    ForeignKey key = reference.key();
    return ((loses || enforced) && rules.mayLose(key.target(), key.targetColumns()))
        || (enforced && rules.mayLose(child, key.columns()))
        || rules.sets(child, key.columns());
  }

  /** Whether rows that were there may be gone. */
  static boolean loses(TableWork work) {
    return work.update() + work.delete() > 0;
  }

  static BelayException lost(long broken, Reference reference) {
    TableName child = reference.child().name();
    return new BelayException(
        ErrorCode.REFUSED,
        "after the rules %s of %s would refer to rows of %s that are not there (by %s)"
            .formatted(
                RowCount.of(broken),
                child,
                reference.key().target(),
                String.join(", ", reference.key().columns())),
        "let the profile leave these rows of %s out (where, delete), or clear it".formatted(child));
  }
}

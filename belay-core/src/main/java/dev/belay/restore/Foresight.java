package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.engine.Change.Reference;
import dev.belay.model.ForeignKey;
import dev.belay.model.Mode;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * References that will not hold once all is applied: the plan says so, not only the run, which asks
 * again then. Nothing is asked, nor staged for it, where all that a reference connects becomes the
 * snapshot's, and where rows only come, or keep the key that others refer to them by.
 */
final class Foresight {
  private final Order order;
  private final Change change;
  private final References references;

  Foresight(Order order, Change change, References references) {
    this.order = order;
    this.change = change;
    this.references = references;
  }

  /** Whether a table's changes have to be staged for this, whatever is selected beside it. */
  boolean concerns(TableName table) {
    return Stream.concat(references.from(table).stream(), references.to(table).stream())
        .anyMatch(this::doubtful);
  }

  /**
   * Whether rows that come into this table, empty as it is, may find other versions of what they
   * refer to, so that they have to be staged, too.
   */
  boolean findsOthers(TableName table) {
    return order.mode() == Mode.MISSING
        && references.from(table).stream().anyMatch(this::byOtherColumns);
  }

  /** REFUSED where references would not hold, as far as changes are staged. */
  void require(Draft draft) throws IOException {
    if (order.leavesLoose()) {
      return;
    }
    Dangling dangling = new Dangling(order, change, draft);
    for (Reference reference : references.all()) {
      if (!atStake(reference, draft)) {
        continue;
      }
      Table child = reference.child();
      ForeignKey key = reference.key();
      Table parent = change.catalog().table(key.target()).orElse(child);
      long rows = change.missingParents(child, key, parent) + change.strays(child, key, parent);
      if (rows > 0) {
        dangling.judge(reference, references.parents(reference), rows);
      }
    }
  }

  private boolean atStake(Reference reference, Draft draft) {
    Collection<TableName> parents = references.parents(reference);
    List<TableName> both =
        Stream.concat(Stream.of(reference.child().name()), parents.stream()).toList();
    // A parent that is loaded whole comes past the stage, and is the snapshot's then.
    return (!both.stream().allMatch(draft::asked) || doubtful(reference))
        && both.stream().anyMatch(draft::stages)
        && parents.stream().noneMatch(draft::loads);
  }

  /** Whether it may not hold though all that it connects is asked for. */
  private boolean doubtful(Reference reference) {
    boolean held = !order.database().enforcesReferences() || promised(reference);
    return order.mode() != Mode.REPLACE && (byOtherColumns(reference) || !held);
  }

  /** A row that keeps its key may still lose what it is referred to by. */
  private boolean byOtherColumns(Reference reference) {
    List<String> targets = reference.key().targetColumns();
    return references.parents(reference).stream()
        .flatMap(p -> change.catalog().table(p).stream())
        .anyMatch(p -> !p.key().containsAll(targets));
  }

  /** Whether the rows were held to this reference where they come from. */
  private boolean promised(Reference reference) {
    Optional<Table> child = order.aim().catalog().table(reference.child().name());
    return order.aim().original(reference.child().name())
        && child.stream()
            .flatMap(t -> t.foreignKeys().stream())
            .anyMatch(key -> same(key, reference.key()));
  }

  private static boolean same(ForeignKey one, ForeignKey other) {
    return one.columns().equals(other.columns())
        && one.target().equals(other.target())
        && one.targetColumns().equals(other.targetColumns());
  }
}

package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.engine.Change.Reference;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is said of references that will not hold, or do not after all was applied: they are carried
 * as they are where they did not hold in the snapshot either, and refused elsewhere.
 */
final class Dangling {
  private final Order order;
  private final Change change;
  private final Draft draft;

  Dangling(Order order, Change change, Draft draft) {
    this.order = order;
    this.change = change;
    this.draft = draft;
  }

  /**
   * What is to be reported of them, or REFUSED.
   *
   * @param parents the tables that hold what the reference refers to
   */
  String judge(Reference reference, Collection<TableName> parents, long rows) {
    TableName child = reference.child().name();
    TableName parent = reference.key().target();
    if (RuledParents.taken(order, reference, parents.stream().anyMatch(this::loses))) {
      throw RuledParents.lost(rows, reference);
    }
    if (!asInSnapshot(reference, parents)) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "%d rows of %s would refer to rows of %s that are not there (%s)"
              .formatted(rows, child, parent, reference.key().name()),
          together(child, parents));
    }
    return "%d rows of %s refer to rows of %s that are not there, as in the snapshot"
        .formatted(rows, child, parent);
  }

  private boolean asInSnapshot(Reference reference, Collection<TableName> parents) {
    List<TableName> both = both(reference.child().name(), parents);
    return both.stream().allMatch(this::asBefore)
        || order.leavesLoose()
        || (parents.stream().allMatch(this::known)
            && ((order.mode() == Mode.REPLACE && both.stream().allMatch(draft::asked))
                || (!order.database().enforcesReferences() && dangledBefore(reference))));
  }

  private static List<TableName> both(TableName child, Collection<TableName> parents) {
    return Stream.concat(Stream.of(child), parents.stream()).distinct().toList();
  }

  private boolean known(TableName table) {
    return order.aim().catalog().table(table).isPresent();
  }

  private String together(TableName child, Collection<TableName> parents) {
    if (parents.stream().noneMatch(this::known)) {
      return ("the snapshot does not have %s: leave %s out with --exclude-table, or build a new"
              + " database with --create --db")
          .formatted(
              parents.stream().map(TableName::toString).collect(Collectors.joining(", ")), child);
    }
    List<TableName> tables = both(child, parents);
    return tables.stream().allMatch(draft::asked)
        ? "restore in mode replace, which carries references as the snapshot has them"
        : "restore them together (%s)"
            .formatted(
                tables.stream().map(table -> "--table " + table).collect(Collectors.joining(" ")));
  }

  /** After an undo the table is what it was before the run, so its references are, too. */
  private boolean asBefore(TableName table) {
    return order.undoes().isPresent() && (draft.asked(table) || draft.untouched().contains(table));
  }

  /** A table that loses nothing can't have left references behind: they were in the snapshot. */
  private boolean loses(TableName table) {
    TableWork work = draft.works().get(table);
    return work != null && RuledParents.loses(work);
  }

  /**
   * Whether what dangles now did so in the snapshot: the parent has lost nothing, and what came
   * would find there what it found in the snapshot. By key it does, since rows that are missing are
   * brought; by other columns only in the very same table.
   */
  private boolean dangledBefore(Reference reference) {
    TableName parent = reference.key().target();
    TableWork work = draft.works().get(parent);
    Optional<Table> there = change.catalog().table(parent);
    if (there.isPresent() && there.get().key().containsAll(reference.key().targetColumns())) {
      return work == null || work.delete() == 0;
    }
    return work != null
        && draft.asked(parent)
        && !loses(parent)
        && order
            .aim()
            .digest(order.aim().catalog().table(parent).orElseThrow())
            .filter(work.after()::equals)
            .isPresent();
  }
}

package dev.belay.restore;

import dev.belay.model.Column;
import dev.belay.model.Plan;
import dev.belay.model.Table;
import dev.belay.rows.TableDigest;
import java.util.List;

/**
 * One table of a plan in the making.
 *
 * @param live its structure in the database
 * @param compared the columns that are compared and written
 * @param reason why it is in the plan
 * @param insert rows to insert
 * @param update rows to update
 * @param delete rows to delete
 * @param before number and digest of the rows that it has
 * @param removed the rows, or versions, that go
 * @param added the rows, or versions, that come
 * @param staged whether the changes are staged in the database
 * @param bulk whether it is loaded whole
 */
record TableWork(
    Table live,
    List<Column> compared,
    Plan.Reason reason,
    long insert,
    long update,
    long delete,
    TableDigest before,
    TableDigest removed,
    TableDigest added,
    boolean staged,
    boolean bulk) {
  TableDigest after() {
    return before.minus(removed).plus(added);
  }

  boolean changes() {
    return insert + update + delete > 0;
  }

  Plan.PlannedTable planned() {
    return new Plan.PlannedTable(
        live.name(),
        insert,
        update,
        delete,
        before.rows() - update - delete,
        before.rows(),
        after().rows(),
        reason,
        bulk,
        changes() ? live.triggers() : List.of(),
        before.hex(),
        after().hex(),
        live.stored().stream().filter(c -> !compared.contains(c)).map(Column::name).toList());
  }
}

package dev.belay.restore;

import dev.belay.files.FileDraft;
import dev.belay.model.Drift;
import dev.belay.model.Plan;
import dev.belay.model.Plan.Reason;
import dev.belay.model.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A plan with what a run needs beside it.
 *
 * @param plan the plan
 * @param works each table that is concerned
 * @param counters where the counters will stand
 * @param drift how the structures differ
 * @param untouched for an undo, tables beside its own that are as they were before the run
 * @param files what would happen to files beside the database
 */
record Draft(
    Plan plan,
    Map<TableName, TableWork> works,
    CounterPlan counters,
    List<Drift> drift,
    Set<TableName> untouched,
    FileDraft files) {

  /** Of rows alone. */
  Draft(
      Plan plan,
      Map<TableName, TableWork> works,
      CounterPlan counters,
      List<Drift> drift,
      Set<TableName> untouched) {
    this(plan, works, counters, drift, untouched, FileDraft.NONE);
  }

  /** Whether a table was asked for, and is not only taken along. */
  boolean asked(TableName table) {
    TableWork work = works.get(table);
    return work != null && work.reason() == Reason.SELECTED;
  }

  /** Whether changes of a table are staged. */
  boolean stages(TableName table) {
    TableWork work = works.get(table);
    return work != null && work.staged() && work.changes();
  }

  /** Whether a table is loaded whole. */
  boolean loads(TableName table) {
    TableWork work = works.get(table);
    return work != null && work.bulk();
  }

  /** The same for that plan. */
  Draft with(Plan other) {
    return new Draft(other, works, counters, drift, untouched, files);
  }

  /** The same with these files, which the plan's id then covers, too. */
  Draft with(FileDraft beside) {
    if (beside.none()) {
      return this;
    }
    String id = PlanId.of("files", List.of(plan.id(), beside.digest()));
    return new Draft(
        plan.withWarnings(beside.warnings()).withFiles(id, beside.planned()),
        works,
        counters,
        drift,
        untouched,
        beside);
  }
}

package dev.belay.restore;

import dev.belay.model.Drift;
import dev.belay.model.Plan;
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
 */
record Draft(
    Plan plan,
    Map<TableName, TableWork> works,
    CounterPlan counters,
    List<Drift> drift,
    Set<TableName> untouched) {}

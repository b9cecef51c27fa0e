package dev.belay.cli;

import dev.belay.model.Plan;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents about past runs that {@code --json} writes. Scripts rely on the names: they may
 * grow, never change.
 */
final class HistoryShapes {
  private HistoryShapes() {}

  /** What happened to all tables together. */
  record Totals(long inserted, long updated, long deleted) {}

  record History(List<Past> runs) {}

  record Past(
      String run,
      String command,
      String database,
      String address,
      String plan,
      String source,
      String mode,
      String started,
      @Nullable String finished,
      String outcome,
      @Nullable String safety,
      @Nullable String undoes,
      @Nullable String undoneBy,
      String reason,
      String by,
      List<RunShapes.PlanTable> tables,
      long tablesRestored,
      long tablesFailed,
      Totals totals,
      @Nullable String profile,
      List<RunShapes.Folder> files,
      List<RunShapes.Figure> statistics,
      List<String> notes) {
    static Past of(RunRecord r) {
      boolean committed = r.outcome() == RunOutcome.COMMITTED;
      long changed = r.tables().stream().filter(Plan.PlannedTable::changes).count();
      boolean failed = r.outcome() == RunOutcome.ROLLED_BACK;
      return new Past(
          r.run(),
          r.command(),
          r.database(),
          r.address(),
          r.plan(),
          r.source(),
          Shapes.lower(r.mode()),
          Shapes.time(r.started()),
          r.finished().map(Shapes::time).orElse(null),
          Shapes.lower(r.outcome()),
          Shapes.orNull(r.safety()),
          Shapes.orNull(r.undoes()),
          Shapes.orNull(r.undoneBy()),
          r.reason(),
          r.by(),
          r.tables().stream().map(RunShapes.PlanTable::of).toList(),
          committed ? r.tables().size() : 0,
          failed ? changed : 0,
          committed
              ? new Totals(
                  r.tables().stream().mapToLong(Plan.PlannedTable::insert).sum(),
                  r.tables().stream().mapToLong(Plan.PlannedTable::update).sum(),
                  r.tables().stream().mapToLong(Plan.PlannedTable::delete).sum())
              : new Totals(0, 0, 0),
          Shapes.orNull(r.profile()),
          RunShapes.Folder.all(r.folders()),
          RunShapes.Figure.all(r.statistics()),
          r.notes());
    }
  }
}

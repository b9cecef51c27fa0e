package dev.belay.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.belay.model.ChangedTable;
import dev.belay.model.Plan;
import dev.belay.model.PlannedFiles;
import dev.belay.model.RuleEffect;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunResult;
import dev.belay.model.Statistic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The documents about plans and their runs that {@code --json} writes. Scripts rely on the names:
 * they may grow, never change.
 */
final class RunShapes {
  private RunShapes() {}

  record PlanTable(
      String table,
      long insert,
      long update,
      long delete,
      long unchanged,
      long rowsBefore,
      long rowsAfter,
      String reason,
      boolean bulk,
      List<String> triggers) {
    static PlanTable of(Plan.PlannedTable t) {
      return new PlanTable(
          t.table().toString(),
          t.insert(),
          t.update(),
          t.delete(),
          t.unchanged(),
          t.rowsBefore(),
          t.rowsAfter(),
          Shapes.lower(t.reason()),
          t.bulk(),
          t.triggers());
    }
  }

  /** Files beside the database; {@code changed_since} are the first of them. */
  record Folder(
      String name,
      String path,
      long write,
      long replace,
      long remove,
      long directories,
      long unchanged,
      long leftAlone,
      long bytes,
      List<String> changedSince) {
    static List<Folder> all(List<PlannedFiles> folders) {
      return folders.stream()
          .map(
              f ->
                  new Folder(
                      f.name(),
                      f.path(),
                      f.write(),
                      f.replace(),
                      f.remove(),
                      f.directories(),
                      f.unchanged(),
                      f.kept(),
                      f.bytes(),
                      f.changed()))
          .toList();
    }
  }

  record Run(
      String plan,
      @Nullable String run,
      String outcome,
      @Nullable String safety,
      String command,
      String database,
      String source,
      String mode,
      boolean empty,
      List<PlanTable> tables,
      List<CounterMove> counters,
      List<DiffShapes.DriftLine> drift,
      List<String> overwrites,
      List<ChangedSince> changedSince,
      List<Matched> matched,
      List<Rule> rules,
      List<Move> moves,
      List<Folder> files,
      List<String> warnings,
      List<Figure> statistics,
      double seconds) {
    record CounterMove(String counter, String from, String to) {}

    /** {@code rows} is left out where they were not counted. */
    record Rule(
        String rule,
        @Nullable String table,
        @Nullable String sql,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long rows) {
      static Rule of(RuleEffect e) {
        return new Rule(
            e.rule(),
            e.table().isEmpty() ? null : e.table(),
            e.sql().isEmpty() ? null : e.sql(),
            e.rows() < 0 ? null : e.rows());
      }
    }

    record Move(String from, String to) {}

    /** {@code by} is empty where rows were compared by all they hold but the id. */
    record Matched(String table, List<String> by, long found, @JsonProperty("new") long created) {}

    /** {@code rows} are the first of them. */
    record ChangedSince(
        String table,
        boolean known,
        long inserted,
        long updated,
        long deleted,
        List<Map<String, Object>> rows) {
      static ChangedSince of(ChangedTable t) {
        return new ChangedSince(
            t.table().toString(),
            t.known(),
            t.inserted(),
            t.updated(),
            t.deleted(),
            t.first().stream().map(DiffShapes::changed).toList());
      }
    }

    static Run planned(Plan plan, double seconds) {
      return of(
          new RunResult(plan, Optional.empty(), RunOutcome.PLANNED, Optional.empty(), seconds));
    }

    static Run of(RunResult result) {
      Plan plan = result.plan();
      return new Run(
          plan.id(),
          Shapes.orNull(result.run()),
          Shapes.lower(result.outcome()),
          Shapes.orNull(result.safety()),
          plan.command(),
          plan.database(),
          plan.source(),
          Shapes.lower(plan.mode()),
          plan.empty(),
          plan.tables().stream().map(PlanTable::of).toList(),
          plan.counters().stream()
              .map(c -> new CounterMove(c.name().toString(), c.from(), c.to()))
              .toList(),
          plan.drift().stream().map(DiffShapes.DriftLine::of).toList(),
          plan.overwrites().stream().map(t -> t.table().toString()).toList(),
          plan.overwrites().stream().map(ChangedSince::of).toList(),
          plan.matched().stream()
              .map(m -> new Matched(m.table().toString(), m.by(), m.found(), m.created()))
              .toList(),
          plan.rules().stream().map(Rule::of).toList(),
          plan.moves().stream().map(m -> new Move(m.from(), m.to())).toList(),
          Folder.all(plan.files()),
          plan.warnings(),
          Figure.all(plan.statistics()),
          result.seconds());
    }
  }

  /** Values are numbers where they are written like such. */
  record Figure(String name, @Nullable Object before, @Nullable Object after) {
    static List<Figure> all(List<Statistic> statistics) {
      return statistics.stream()
          .map(s -> new Figure(s.name(), value(s.before()), value(s.after())))
          .toList();
    }

    private static @Nullable Object value(Optional<String> text) {
      return text.<Object>map(
              t ->
                  t.matches("-?(0|[1-9][0-9]{0,17})(\\.[0-9]+)?") ? new java.math.BigDecimal(t) : t)
          .orElse(null);
    }
  }
}

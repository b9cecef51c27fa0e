package dev.belay.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.belay.model.ChangedTable;
import dev.belay.model.DiffResult;
import dev.belay.model.Drift;
import dev.belay.model.Plan;
import dev.belay.model.PlannedFiles;
import dev.belay.model.RowChange;
import dev.belay.model.RowLog;
import dev.belay.model.RuleEffect;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.Statistic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The documents about differences, plans and runs that {@code --json} writes. Scripts rely on the
 * names: they may grow, never change.
 */
final class RunShapes {
  private RunShapes() {}

  /** {@code rows} is left out here where they are written ahead of the rest. */
  record Diff(
      String from,
      String to,
      boolean equal,
      List<DiffTable> tables,
      List<DriftLine> drift,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Object> rows) {
    static Diff of(DiffResult result, boolean rows) {
      return new Diff(
          result.from(),
          result.to(),
          result.equal(),
          result.tables().stream().map(DiffTable::of).toList(),
          result.drift().stream().map(DriftLine::of).toList(),
          rows ? List.of() : null);
    }
  }

  record DiffTable(String table, long insert, long update, long delete, long unchanged) {
    static DiffTable of(DiffResult.TableDiff t) {
      return new DiffTable(t.table().toString(), t.insert(), t.update(), t.delete(), t.unchanged());
    }
  }

  record DriftLine(
      String table, @Nullable String column, String kind, String detail, boolean fits) {
    static DriftLine of(Drift d) {
      return new DriftLine(
          d.table().toString(),
          d.column().isEmpty() ? null : d.column(),
          Shapes.lower(d.kind()),
          d.detail(),
          d.fits());
    }
  }

  /** A row that changed since a run: which, and how. */
  private static Map<String, Object> changed(RowChange row) {
    return Map.of("change", Shapes.lower(row.kind()), "key", key(row));
  }

  private static Map<String, @Nullable String> key(RowChange row) {
    Map<String, @Nullable String> key = new LinkedHashMap<>();
    row.key().forEach(v -> key.put(v.column(), Shapes.orNull(v.value())));
    return key;
  }

  /** A row of a diff. A map, since {@code new} is no name that a record could have. */
  static Map<String, Object> row(RowChange row) {
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("table", row.table().toString());
    shape.put("change", Shapes.lower(row.kind()));
    shape.put("key", key(row));
    shape.put("columns", row.columns().stream().map(c -> cell(row.kind(), c)).toList());
    return shape;
  }

  private static Map<String, @Nullable String> cell(RowChange.Kind kind, RowChange.Cell cell) {
    Map<String, @Nullable String> shape = new LinkedHashMap<>();
    shape.put("column", cell.column());
    if (kind != RowChange.Kind.INSERT) {
      shape.put("old", Shapes.orNull(cell.before()));
    }
    if (kind != RowChange.Kind.DELETE) {
      shape.put("new", Shapes.orNull(cell.after()));
    }
    return shape;
  }

  /** The life of a row; {@code changes} are oldest first. */
  record Log(
      String database, String table, String key, int snapshots, List<Map<String, Object>> changes) {
    static Log of(RowLog log) {
      return new Log(
          log.database(),
          log.table().toString(),
          log.key(),
          log.snapshots(),
          log.entries().stream().map(Log::entry).toList());
    }

    private static Map<String, Object> entry(RowLog.Entry entry) {
      Map<String, @Nullable Object> shape = new LinkedHashMap<>();
      shape.put("snapshot", entry.snapshot().snapshot());
      shape.put("time", Shapes.time(entry.snapshot().time()));
      shape.put("type", entry.snapshot().type());
      shape.put("run", Shapes.orNull(entry.run()));
      shape.putAll(row(entry.change()));
      shape.remove("table");
      return shape;
    }
  }

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
      List<DriftLine> drift,
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
            t.first().stream().map(RunShapes::changed).toList());
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
          plan.drift().stream().map(DriftLine::of).toList(),
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
      List<PlanTable> tables,
      long tablesRestored,
      long tablesFailed,
      Totals totals,
      @Nullable String profile,
      List<Folder> files,
      List<Figure> statistics,
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
          r.tables().stream().map(PlanTable::of).toList(),
          committed ? r.tables().size() : 0,
          failed ? changed : 0,
          committed
              ? new Totals(
                  r.tables().stream().mapToLong(Plan.PlannedTable::insert).sum(),
                  r.tables().stream().mapToLong(Plan.PlannedTable::update).sum(),
                  r.tables().stream().mapToLong(Plan.PlannedTable::delete).sum())
              : new Totals(0, 0, 0),
          Shapes.orNull(r.profile()),
          Folder.all(r.folders()),
          Figure.all(r.statistics()),
          r.notes());
    }
  }
}

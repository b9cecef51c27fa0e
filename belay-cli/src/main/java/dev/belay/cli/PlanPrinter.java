package dev.belay.cli;

import dev.belay.model.ChangedTable;
import dev.belay.model.Drift;
import dev.belay.model.MatchedTable;
import dev.belay.model.Plan;
import dev.belay.model.Plan.PlannedTable;
import dev.belay.model.PlannedFiles;
import dev.belay.model.RowChange;
import dev.belay.model.RuleEffect;
import dev.belay.model.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Shows a plan: all that a run would do, and nothing that it would not. */
final class PlanPrinter {
  private final Style style;
  private final Consumer<String> line;

  PlanPrinter(Style style, Consumer<String> line) {
    this.style = style;
    this.line = line;
  }

  /** The plan before it is carried out. */
  void preview(Plan plan) {
    line.accept(
        "Plan %s: %s %s %s, mode %s"
            .formatted(
                style.bold(plan.id()),
                plan.command(),
                style.bold(Printable.clean(plan.database())),
                aim(plan),
                Shapes.lower(plan.mode())));
    line.accept("");
    details(plan);
  }

  /** The figures: their values now, or before and after. */
  void statistics(List<Statistic> statistics) {
    if (statistics.isEmpty()) {
      return;
    }
    boolean done = statistics.stream().anyMatch(s -> s.after().isPresent());
    Columns columns = new Columns().left("figure").right(done ? "before" : "now");
    if (done) {
      columns.right("after");
    }
    for (Statistic s : statistics) {
      List<Columns.Cell> cells = new ArrayList<>();
      cells.add(Columns.Cell.of(Printable.clean(s.name())));
      cells.add(Columns.Cell.of(Printable.clean(s.before().orElse("–"))));
      if (done) {
        cells.add(Columns.Cell.of(Printable.clean(s.after().orElse("–"))));
      }
      columns.row(cells);
    }
    columns.print(style, 0, line);
  }

  private static String aim(Plan plan) {
    if (plan.command().equals("cleanup")) {
      return "by the rules of profile " + Printable.clean(plan.source());
    }
    if (!plan.command().equals("undo")) {
      return "to what " + Printable.clean(shortSource(plan.source())) + " holds";
    }
    if (!plan.moves().isEmpty()) {
      return plan.source().isEmpty()
          ? "to what it was (no file)"
          : "to what it was (files in " + Printable.clean(plan.source()) + ")";
    }
    return "to what it was (snapshot " + Human.id(plan.source()) + ")";
  }

  /** What changes, without the heading. */
  void details(Plan plan) {
    plan.rules().forEach(this::rule);
    plan.matched().forEach(this::matched);
    tables(plan.tables());
    files(plan.files());
    statistics(plan.statistics());
    plan.counters()
        .forEach(
            c ->
                line.accept(
                    "counter %s: %s → %s"
                        .formatted(Printable.clean(c.name().toString()), c.from(), c.to())));
    drift(plan.drift());
    plan.moves().forEach(m -> line.accept("file " + Printable.clean(m.from() + " → " + m.to())));
    plan.overwrites().forEach(this::changedSince);
    plan.warnings().forEach(w -> line.accept(style.yellow("note: ") + Printable.clean(w)));
  }

  private void rule(RuleEffect rule) {
    String told =
        switch (rule.rule()) {
          case "clear" -> "clear %s: %s".formatted(rule.table(), rows(rule));
          case "keep" -> "keep %s as it is".formatted(rule.table());
          case "after" -> "then %s: %s".formatted(rule.sql(), rows(rule));
          case "only" ->
              "only rows of %s where %s: %s of the source not taken"
                  .formatted(rule.table(), rule.sql(), rows(rule));
          case "where" ->
              "only rows of %s where %s may change; left alone: %s"
                  .formatted(rule.table(), rule.sql(), rows(rule));
          default -> "%s %s %s: %s".formatted(rule.rule(), rule.table(), rule.sql(), rows(rule));
        };
    line.accept(style.dim("rule: ") + Printable.clean(told));
  }

  private static String rows(RuleEffect rule) {
    return rule.rows() < 0 ? "all rows" : Human.count(rule.rows(), "row");
  }

  private void matched(MatchedTable table) {
    line.accept(
        "%s matched by %s: %s found, %s new"
            .formatted(
                Printable.clean(table.table().toString()),
                table.by().isEmpty()
                    ? "all they hold but the id"
                    : Printable.clean(String.join(", ", table.by())),
                Human.count(table.found()),
                Human.count(table.created())));
  }

  private void changedSince(ChangedTable table) {
    line.accept(
        style.yellow("changed since that run, and would be overwritten: ")
            + Printable.clean(table.table().toString())
            + (table.known()
                ? ": %s inserted, %s updated, %s deleted"
                    .formatted(
                        Human.count(table.inserted()),
                        Human.count(table.updated()),
                        Human.count(table.deleted()))
                : ": which rows can't be told, the snapshots of that run are gone"));
    for (RowChange row : table.first()) {
      line.accept("  " + RowPrinter.key(row) + "  " + past(row.kind()));
    }
    long rest = table.rows() - table.first().size();
    if (rest > 0) {
      line.accept("  … and " + Human.count(rest, "more row"));
    }
  }

  private static String past(RowChange.Kind kind) {
    return switch (kind) {
      case INSERT -> "inserted";
      case UPDATE -> "updated";
      case DELETE -> "deleted";
    };
  }

  /** The differences in structure, a line each. */
  void drift(List<Drift> drift) {
    if (drift.isEmpty()) {
      return;
    }
    line.accept(style.yellow("The structure differs:"));
    for (Drift d : drift) {
      String object = d.column().isEmpty() ? d.table().toString() : d.table() + "." + d.column();
      line.accept(
          "  "
              + Printable.clean(object + ": " + d.detail())
              + (d.fits() ? "" : style.red("  (does not fit)")));
    }
  }

  private void tables(List<PlannedTable> tables) {
    List<PlannedTable> changing = tables.stream().filter(PlannedTable::changes).toList();
    if (!changing.isEmpty()) {
      Columns columns =
          new Columns()
              .left("table")
              .right("insert")
              .right("update")
              .right("delete")
              .right("unchanged")
              .right("rows before")
              .right("rows after")
              .left("");
      changing.forEach(t -> columns.row(row(t)));
      columns.print(style, 0, line);
    }
    int equal = tables.size() - changing.size();
    if (equal > 0) {
      line.accept(
          style.dim(
              Human.count(equal, changing.isEmpty() ? "table" : "more table")
                  + (equal == 1 ? " is" : " are")
                  + " equal already"));
    }
  }

  /** The files beside the database, a line for each folder. */
  void files(List<PlannedFiles> folders) {
    if (folders.isEmpty()) {
      return;
    }
    Columns columns =
        new Columns()
            .left("files")
            .right("write")
            .right("replace")
            .right("remove")
            .right("directories")
            .right("unchanged")
            .right("left alone")
            .right("bytes");
    folders.forEach(
        f ->
            columns.row(
                List.of(
                    Columns.Cell.of(Printable.clean(f.path())),
                    painted(f.write(), style::green),
                    painted(f.replace(), style::yellow),
                    painted(f.remove(), style::red),
                    painted(f.directories(), style::yellow),
                    new Columns.Cell(Human.count(f.unchanged()), style::dim),
                    new Columns.Cell(Human.count(f.kept()), style::dim),
                    Columns.Cell.of(Human.bytes(f.bytes())))));
    columns.print(style, 0, line);
    folders.stream()
        .flatMap(f -> f.changed().stream())
        .forEach(
            f ->
                line.accept(
                    style.yellow("changed since that run, and would be overwritten: ")
                        + Printable.clean(f)));
  }

  private List<Columns.Cell> row(PlannedTable t) {
    List<Columns.Cell> cells = new ArrayList<>();
    cells.add(Columns.Cell.of(Printable.clean(t.table().toString())));
    cells.add(painted(t.insert(), style::green));
    cells.add(painted(t.update(), style::yellow));
    cells.add(painted(t.delete(), style::red));
    cells.add(new Columns.Cell(Human.count(t.unchanged()), style::dim));
    cells.add(Columns.Cell.of(Human.count(t.rowsBefore())));
    cells.add(Columns.Cell.of(Human.count(t.rowsAfter())));
    cells.add(new Columns.Cell(remarks(t), style::dim));
    return cells;
  }

  static Columns.Cell painted(long count, UnaryOperator<String> colour) {
    return new Columns.Cell(Human.count(count), count == 0 ? UnaryOperator.identity() : colour);
  }

  private static String remarks(PlannedTable t) {
    List<String> remarks = new ArrayList<>();
    switch (t.reason()) {
      case SELECTED -> {}
      case REFERENCED -> remarks.add("restored rows refer to it");
      case CASCADE -> remarks.add("its rows refer to deleted ones");
      case REFERRING -> remarks.add("rows of it that found nothing refer to inserted ones");
    }
    if (t.bulk()) {
      remarks.add("loaded whole");
    }
    if (!t.triggers().isEmpty()) {
      remarks.add("will not fire: " + Printable.clean(String.join(", ", t.triggers())));
    }
    return String.join("; ", remarks);
  }

  /** A snapshot's id is cut; anything else (a file, another database) is shown whole. */
  static String shortSource(String source) {
    return source.matches("[0-9a-f]{64}") ? "snapshot " + Human.id(source) : source;
  }
}

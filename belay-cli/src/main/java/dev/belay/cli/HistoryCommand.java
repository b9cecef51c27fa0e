package dev.belay.cli;

import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code belay history}. */
@Command(
    name = "history",
    description = "The runs, newest first; or one of them whole.",
    sortOptions = false)
final class HistoryCommand implements Action {
  @Parameters(arity = "0..1", paramLabel = "RUN", description = "Its id or the beginning of one.")
  @Nullable String id;

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      List<RunRecord> runs =
          id == null ? session.belay().history() : List.of(session.belay().run(id));
      Output output = context.output();
      if (output.json()) {
        output.document(
            new HistoryShapes.History(runs.stream().map(HistoryShapes.Past::of).toList()));
      } else if (id != null) {
        print(output, runs.get(0), context.shell().times());
      } else if (runs.isEmpty()) {
        output.line("no runs yet: no database was changed");
      } else {
        print(output, runs, context.shell().times());
      }
    }
    return Exit.OK;
  }

  private static void print(Output output, List<RunRecord> runs, Times times) {
    Columns columns =
        new Columns()
            .left("run")
            .left("time")
            .left("")
            .left("command")
            .left("database")
            .left("outcome")
            .right("rows")
            .left("safety")
            .left("by")
            .left("");
    for (RunRecord r : runs) {
      columns.row(
          List.of(
              new Columns.Cell(Human.id(r.run()), output.style()::bold),
              Columns.Cell.of(times.time(r.started())),
              new Columns.Cell(times.ago(r.started()), output.style()::dim),
              Columns.Cell.of(r.command()),
              Columns.Cell.of(Printable.clean(r.database())),
              outcome(output.style(), r),
              Columns.Cell.of(Human.count(changed(r))),
              Columns.Cell.of(r.safety().map(Human::id).orElse("")),
              Columns.Cell.of(Printable.clean(r.by())),
              Columns.Cell.of(remarks(r))));
    }
    output.lines(columns);
    output.next("one run whole", "belay history " + Human.id(runs.get(0).run()));
  }

  private static void print(Output output, RunRecord r, Times times) {
    output.line("run        " + output.style().bold(r.run()));
    fact(output, "command", r.command());
    fact(output, "database", r.database() + "  (" + r.address() + ")");
    fact(output, "profile", r.profile().orElse(""));
    fact(output, "source", r.source());
    fact(output, "mode", Shapes.lower(r.mode()));
    fact(output, "plan", r.plan());
    fact(output, "started", times.when(r.started()));
    r.finished()
        .ifPresent(
            f ->
                fact(
                    output,
                    "took",
                    Human.seconds(Duration.between(r.started(), f).toMillis() / 1e3)));
    output.line(
        "outcome    " + outcome(output.style(), r).paint().apply(Shapes.lower(r.outcome())));
    fact(output, "safety", r.safety().orElse(""));
    fact(output, "undoes", r.undoes().orElse(""));
    fact(output, "undone by", r.undoneBy().orElse(""));
    fact(output, "by", r.by());
    fact(output, "reason", r.reason());
    r.notes().forEach(n -> fact(output, "note", n));
    tables(output, r);
    new PlanPrinter(output.style(), output::line).files(r.folders());
    statistics(output, r);
    boolean kept = r.safety().isPresent() || r.files().isPresent();
    if (kept && r.outcome() == RunOutcome.COMMITTED && r.undoneBy().isEmpty()) {
      output.next("take it back", "belay undo " + Human.id(r.run()));
    }
  }

  private static void tables(Output output, RunRecord r) {
    output.gap();
    Columns columns =
        new Columns()
            .left("table")
            .right("inserted")
            .right("updated")
            .right("deleted")
            .right("rows");
    r.tables()
        .forEach(
            t ->
                columns.row(
                    Printable.clean(t.table().toString()),
                    Human.count(t.insert()),
                    Human.count(t.update()),
                    Human.count(t.delete()),
                    Human.count(t.rowsAfter())));
    output.lines(columns);
  }

  private static void statistics(Output output, RunRecord r) {
    if (r.statistics().isEmpty()) {
      return;
    }
    output.gap();
    Columns columns = new Columns().left("figure").right("before").right("after");
    r.statistics()
        .forEach(
            s ->
                columns.row(
                    Printable.clean(s.name()),
                    Printable.clean(s.before().orElse("–")),
                    Printable.clean(s.after().orElse("–"))));
    output.lines(columns);
  }

  private static void fact(Output output, String name, String value) {
    if (!value.isEmpty()) {
      output.line(name + " ".repeat(11 - name.length()) + Printable.clean(value));
    }
  }

  private static Columns.Cell outcome(Style style, RunRecord r) {
    return new Columns.Cell(
        Shapes.lower(r.outcome()).replace('_', ' '),
        switch (r.outcome()) {
          case COMMITTED -> style::green;
          case UNKNOWN, RUNNING -> style::yellow;
          case ROLLED_BACK, REFUSED, PLANNED -> style::dim;
        });
  }

  private static long changed(RunRecord r) {
    return r.tables().stream().mapToLong(t -> t.insert() + t.update() + t.delete()).sum();
  }

  private static String remarks(RunRecord r) {
    List<String> remarks = new ArrayList<>();
    r.undoes().ifPresent(u -> remarks.add("undoes " + Human.id(u)));
    r.undoneBy().ifPresent(u -> remarks.add("undone"));
    if (!r.reason().isEmpty()) {
      remarks.add(Printable.clean(r.reason()));
    }
    return String.join(", ", remarks);
  }
}

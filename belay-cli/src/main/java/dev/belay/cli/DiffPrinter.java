package dev.belay.cli;

import dev.belay.model.DiffResult;
import dev.belay.model.DiffResult.FolderDiff;
import dev.belay.model.DiffResult.TableDiff;
import java.util.List;

/** Shows how two datasets differ, table by table. */
final class DiffPrinter {
  private DiffPrinter() {}

  /**
   * @param from how the person named the aim
   * @param leftOut how many rows were not shown
   */
  static void print(Output output, DiffResult result, String from, long leftOut) {
    Style style = output.style();
    if (leftOut > 0) {
      output.line(style.dim("… and " + Human.count(leftOut, "more row") + "; --limit 0 shows all"));
      output.gap();
    }
    List<TableDiff> differing = result.tables().stream().filter(t -> !t.equal()).toList();
    String sides =
        Printable.clean(PlanPrinter.shortSource(result.to()))
            + " and "
            + Printable.clean(PlanPrinter.shortSource(result.from()));
    if (result.equal()) {
      long rows = result.tables().stream().mapToLong(TableDiff::unchanged).sum();
      output.line(
          style.green("equal")
              + ": "
              + sides
              + " hold the same "
              + Human.count(rows, "row")
              + " in "
              + Human.count(result.tables().size(), "table"));
      files(output, result.files());
      return;
    }
    output.line(
        "To turn "
            + Printable.clean(PlanPrinter.shortSource(result.to()))
            + " into "
            + Printable.clean(PlanPrinter.shortSource(result.from()))
            + ":");
    table(output, differing);
    int equal = result.tables().size() - differing.size();
    if (equal > 0) {
      output.line(
          style.dim(
              differing.isEmpty()
                  ? "every table's rows are equal"
                  : Human.count(equal, "more table") + (equal == 1 ? " is" : " are") + " equal"));
    }
    files(output, result.files());
    new PlanPrinter(style, output::line).drift(result.drift());
    // A snapshot goes by its id; only a snapshot can be restored.
    if (result.from().matches("[0-9a-f]{64}")) {
      output.next("see what a restore would do", "belay restore " + from + " --dry-run");
    }
  }

  private static void files(Output output, List<FolderDiff> folders) {
    if (folders.isEmpty()) {
      return;
    }
    Style style = output.style();
    Columns columns =
        new Columns()
            .left("files")
            .right("write")
            .right("replace")
            .right("only there")
            .right("unchanged")
            .right("bytes");
    for (FolderDiff f : folders) {
      columns.row(
          List.of(
              Columns.Cell.of(Printable.clean(f.path())),
              PlanPrinter.painted(f.write(), style::green),
              PlanPrinter.painted(f.replace(), style::yellow),
              PlanPrinter.painted(f.onlyThere(), style::red),
              new Columns.Cell(Human.count(f.unchanged()), style::dim),
              Columns.Cell.of(Human.bytes(f.bytes()))));
    }
    output.lines(columns);
  }

  private static void table(Output output, List<TableDiff> differing) {
    if (differing.isEmpty()) {
      return;
    }
    Style style = output.style();
    Columns columns =
        new Columns()
            .left("table")
            .right("insert")
            .right("update")
            .right("delete")
            .right("unchanged");
    for (TableDiff t : differing) {
      columns.row(
          List.of(
              Columns.Cell.of(Printable.clean(t.table().toString())),
              PlanPrinter.painted(t.insert(), style::green),
              PlanPrinter.painted(t.update(), style::yellow),
              PlanPrinter.painted(t.delete(), style::red),
              new Columns.Cell(Human.count(t.unchanged()), style::dim)));
    }
    output.lines(columns);
  }
}

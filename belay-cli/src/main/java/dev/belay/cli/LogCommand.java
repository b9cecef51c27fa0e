package dev.belay.cli;

import dev.belay.model.RowChange;
import dev.belay.model.RowLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code belay log}. */
@Command(
    name = "log",
    description =
        "The life of one row over the snapshots: when it came, what changed, by which run.",
    sortOptions = false)
final class LogCommand implements Action {
  @Parameters(index = "0", paramLabel = "DB", description = "A database, as for backup.")
  String database = "";

  @Parameters(index = "1", paramLabel = "TABLE", description = "The row's table.")
  String table = "";

  @Parameters(
      index = "2",
      paramLabel = "KEY",
      description = "The value of its key; of several columns, parted by commas.")
  String key = "";

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      RowLog log = session.belay().log(session.database(database), table, key, session.progress());
      session.quietProgress();
      if (context.output().json()) {
        context.output().document(DiffShapes.Log.of(log));
      } else {
        print(context, log);
      }
    }
    return Exit.OK;
  }

  private static void print(Context context, RowLog log) {
    Output output = context.output();
    if (log.entries().isEmpty()) {
      output.line(
          "no snapshot of %s has a row %s in %s"
              .formatted(
                  Printable.clean(log.database()),
                  Printable.clean(log.key()),
                  Printable.clean(log.table().toString())));
    }
    for (RowLog.Entry entry : log.entries()) {
      output.line(
          "%s  %s  %s%s"
              .formatted(
                  output.style().bold(Human.id(entry.snapshot().snapshot())),
                  context.shell().times().when(entry.snapshot().time()),
                  what(entry.change().kind()),
                  entry.run().map(run -> " by run " + Human.id(run)).orElse("")));
      entry.change().columns().forEach(cell -> output.line("    " + cell(entry.change(), cell)));
    }
    output.line(output.style().dim("looked into " + Human.count(log.snapshots(), "snapshot")));
  }

  private static String what(RowChange.Kind kind) {
    return switch (kind) {
      case INSERT -> "there since";
      case UPDATE -> "changed since";
      case DELETE -> "gone since";
    };
  }

  private static String cell(RowChange change, RowChange.Cell cell) {
    String column = Printable.clean(cell.column()) + ": ";
    return switch (change.kind()) {
      case INSERT -> column + RowPrinter.value(cell.after());
      case DELETE -> column + RowPrinter.value(cell.before());
      case UPDATE ->
          column + RowPrinter.value(cell.before()) + " → " + RowPrinter.value(cell.after());
    };
  }
}

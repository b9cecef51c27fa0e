package dev.belay.cli;

import dev.belay.model.SnapshotDetails;
import dev.belay.model.SnapshotSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code belay show}. */
@Command(
    name = "show",
    description = "A snapshot whole: its tables, rows, sizes, who took it and why.",
    sortOptions = false)
final class ShowCommand implements Action {
  @Parameters(
      paramLabel = "SNAPSHOT",
      description = "An id or the beginning of one, latest, latest:DB or latest:TYPE.")
  String snapshot = "";

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      SnapshotDetails details = session.belay().show(snapshot);
      if (context.output().json()) {
        context.output().document(SnapshotShapes.Show.of(details));
      } else {
        print(context, details);
      }
    }
    return Exit.OK;
  }

  private static void print(Context context, SnapshotDetails details) {
    Output output = context.output();
    SnapshotSummary s = details.summary();
    output.line("snapshot     " + output.style().bold(s.snapshot()));
    fact(output, "time", context.shell().times().when(s.time()));
    fact(output, "database", s.database() + "  (" + details.address() + ")");
    fact(output, "engine", s.engine() + " " + details.catalog().version());
    fact(output, "type", s.type() + (s.partial() ? ", part of the tables" : ""));
    fact(output, "description", s.description());
    fact(output, "taken by", s.createdBy());
    fact(output, "tags", String.join(", ", s.tags()));
    fact(
        output,
        "structure",
        details.noSchema().isEmpty() ? "whole DDL" : "none: " + details.noSchema());
    fact(output, "written by", details.tool());
    output.gap();
    Columns columns = new Columns().left("table").right("rows").right("size").left("key");
    for (SnapshotDetails.StoredTable t : details.tables()) {
      String key =
          details
              .catalog()
              .table(t.table())
              .map(c -> c.key().isEmpty() ? "(whole row)" : String.join(", ", c.key()))
              .orElse("");
      columns.row(
          Printable.clean(t.table().toString()),
          Human.count(t.rows()),
          Human.bytes(t.bytes()),
          Printable.clean(key));
    }
    output.lines(columns);
    output.line(
        output
            .style()
            .dim(
                Human.count(details.tables().size(), "table")
                    + ", "
                    + Human.count(s.rows(), "row")
                    + ", "
                    + Human.bytes(s.bytes())));
    details.warnings().forEach(output::warning);
    output.next("compare it with the database", "belay diff " + Human.id(s.snapshot()));
  }

  private static void fact(Output output, String name, String value) {
    if (!value.isEmpty()) {
      output.line(name + " ".repeat(13 - name.length()) + Printable.clean(value));
    }
  }
}

package dev.belay.cli;

import dev.belay.model.Growth;
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
  @Parameters(paramLabel = SnapshotReference.LABEL, description = SnapshotReference.HELP)
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
    facts(context, details);
    tables(output, details);
    details.growth().ifPresent(growth -> print(context, growth));
    details.warnings().forEach(output::warning);
    details.growth().ifPresent(growth -> growth.warnings().forEach(output::warning));
    output.next(
        "compare it with the database", "belay diff " + Human.id(details.summary().snapshot()));
  }

  private static void facts(Context context, SnapshotDetails details) {
    Output output = context.output();
    SnapshotSummary s = details.summary();
    output.line("snapshot     " + output.style().bold(s.snapshot()));
    fact(output, "time", context.shell().times().when(s.time()));
    fact(output, "database", s.database() + "  (" + details.address() + ")");
    fact(output, "engine", s.engine() + " " + details.catalog().version());
    fact(output, "type", s.type() + (s.partial() ? ", " + SnapshotShapes.part(s) : ""));
    fact(output, "description", s.description());
    fact(output, "taken by", s.createdBy());
    fact(output, "tags", String.join(", ", s.tags()));
    fact(output, "pinned", s.pinned() ? "yes" : "");
    fact(output, "verified", s.verified().map(context.shell().times()::when).orElse(""));
    fact(
        output,
        "structure",
        details.noSchema().isEmpty() ? "whole DDL" : "none: " + details.noSchema());
    fact(output, "written by", details.tool());
    details.files().forEach(f -> fact(output, "files", SnapshotShapes.text(f)));
    details.scope().rows().forEach((t, rows) -> fact(output, "only rows", t + " where " + rows));
    details
        .scope()
        .excludeColumns()
        .forEach((t, some) -> fact(output, "left out", t + "." + String.join(", ", some)));
  }

  private static void tables(Output output, SnapshotDetails details) {
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
                    + Human.count(details.summary().rows(), "row")
                    + ", "
                    + Human.bytes(details.summary().bytes())));
  }

  private static void print(Context context, Growth growth) {
    Output output = context.output();
    output.gap();
    output.line(
        "since " + Human.id(growth.since()) + " of " + context.shell().times().time(growth.time()));
    Columns columns = new Columns().left("table").right("rows").right("size");
    boolean any = false;
    for (Growth.OfTable t : growth.tables()) {
      if (t.rows() != t.rowsBefore() || t.bytes() != t.bytesBefore()) {
        columns.row(
            Printable.clean(t.table().toString()),
            more(Math.max(0, t.rows()) - Math.max(0, t.rowsBefore()), ""),
            more(t.bytes() - t.bytesBefore(), "B"));
        any = true;
      }
    }
    if (any) {
      output.lines(columns);
    } else {
      output.line(output.style().dim("as large as before"));
    }
  }

  private static String more(long difference, String unit) {
    long size = Math.abs(difference);
    String number = unit.isEmpty() ? Human.count(size) : Human.bytes(size);
    return (difference < 0 ? "-" : "+") + number;
  }

  private static void fact(Output output, String name, String value) {
    if (!value.isEmpty()) {
      output.line(name + " ".repeat(13 - name.length()) + Printable.clean(value));
    }
  }
}

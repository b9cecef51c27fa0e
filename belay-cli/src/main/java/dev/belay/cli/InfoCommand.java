package dev.belay.cli;

import dev.belay.model.Info;
import picocli.CommandLine.Command;

/** {@code belay info}. */
@Command(
    name = "info",
    description = "Versions, repository, databases, and what is wrong.",
    sortOptions = false)
final class InfoCommand implements Action {
  @Override
  public int run(Context context) {
    try (Session session = Session.openWhateverIsWrong(context)) {
      Info info = session.belay().info();
      if (context.output().json()) {
        context.output().document(StatusShapes.Status.of(info));
      } else {
        print(context.output(), info, context.shell().times());
      }
    }
    return Exit.OK;
  }

  private static void print(Output output, Info info, Times times) {
    output.line("belay       " + info.version() + " (Java " + Runtime.version() + ")");
    output.line(
        "repository  "
            + Printable.clean(info.repository())
            + (info.repositoryExists()
                ? info.repositoryId().map(i -> "  (" + Human.id(i) + ")").orElse("")
                : "  (not made yet: the first backup does)"));
    output.line("snapshots   " + Human.count(info.snapshots()));
    if (!info.databases().isEmpty()) {
      databases(output, info, times);
    }
    if (!info.copies().isEmpty()) {
      copies(output, info);
    }
    info.problems().forEach(output::warning);
  }

  private static void databases(Output output, Info info, Times times) {
    output.gap();
    Columns columns =
        new Columns()
            .left("database")
            .left("engine")
            .right("snapshots")
            .left("newest")
            .left("")
            .left("where");
    for (Info.DatabaseInfo d : info.databases()) {
      columns.row(
          Printable.clean(d.name()),
          d.engine(),
          Human.count(d.snapshots()),
          d.last().map(s -> times.when(s.time())).orElse("never"),
          d.isProtected() ? "protected" : "",
          Printable.clean(d.address()));
    }
    output.lines(columns);
  }

  private static void copies(Output output, Info info) {
    output.gap();
    Columns columns =
        new Columns().left("copies in").right("snapshots").right("missing").left("where");
    for (Info.Copy c : info.copies()) {
      boolean known = c.problem().isEmpty();
      columns.row(
          Printable.clean(c.name()),
          known ? Human.count(c.snapshots()) : "?",
          known ? Human.count(c.missing()) : "?",
          Printable.clean(c.location()));
    }
    output.lines(columns);
  }
}

package dev.belay.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay query}. */
@Command(
    name = "query",
    description = "Ask a snapshot something in SQL (SQLite's), without restoring it.",
    sortOptions = false)
final class QueryCommand implements Action {
  @Parameters(
      index = "0",
      paramLabel = "SNAPSHOT",
      description =
          "An id or the beginning of one, latest, latest~1, latest:DB; or a live database.")
  String source = "";

  @Parameters(index = "1", paramLabel = "SQL", description = "One SELECT.")
  String sql = "";

  @Option(names = "--csv", description = "The rows as CSV.")
  boolean csv;

  @Override
  public int run(Context context) {
    Output out = context.output();
    try (Session session = context.open()) {
      QueryPrinter printer =
          out.json()
              ? new QueryPrinter.Json(out)
              : csv ? new QueryPrinter.Csv(context.shell().out()) : new QueryPrinter.Table(out);
      session.belay().query(session.database(source), sql, printer, session.progress());
      session.quietProgress();
      printer.end();
    }
    return Exit.OK;
  }
}

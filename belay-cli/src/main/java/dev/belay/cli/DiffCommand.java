package dev.belay.cli;

import dev.belay.DiffRequest;
import dev.belay.model.DiffResult;
import dev.belay.model.RowChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay diff}. */
@Command(
    name = "diff",
    description = "What would turn TO into FROM: rows to insert, update and delete.",
    sortOptions = false)
final class DiffCommand implements Action {
  /** How many rows of a table a person is shown who did not say how many. */
  private static final int ROWS_FOR_PEOPLE = 20;

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description =
          "A snapshot (id, beginning of one, latest, latest~1, latest:DB, latest:TYPE), a database, or"
              + " a .json or .csv file.")
  String from = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TO",
      description = "The same; the live database that FROM came from where left out.")
  @Nullable String to;

  @Option(names = "--table", paramLabel = "T", description = "Only this table; may be repeated.")
  List<String> tables = new ArrayList<>();

  @Option(names = "--rows", description = "Show each row: key, column, old and new.")
  boolean rows;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "With --rows: at most N rows of each table, 0 for all (default: 20, with --json all).")
  @Nullable Integer limit;

  @Option(names = "--exit-code", description = "Exit with 1 where they differ.")
  boolean exitCode;

  @Override
  public int run(Context context) {
    Limits.notNegative("--limit", limit == null ? 0 : limit);
    try (Session session = context.open()) {
      DiffRequest request =
          new DiffRequest(
              session.database(from), Optional.ofNullable(to).map(session::database), tables);
      DiffResult result =
          context.output().json()
              ? json(context, session, request)
              : text(context, session, request);
      return exitCode && !result.equal() ? Exit.DIFFERENT : Exit.OK;
    }
  }

  private DiffResult text(Context context, Session session, DiffRequest request) {
    RowLimit printed =
        new RowLimit(
            limit == null ? ROWS_FOR_PEOPLE : limit,
            new RowPrinter(context.output(), context.shell(), session::quietProgress));
    DiffResult result = session.belay().diff(request, session.progress(), wanted(printed));
    session.quietProgress();
    if (printed.any()) {
      context.output().gap();
    }
    DiffPrinter.print(context.output(), result, from, printed.leftOut());
    return result;
  }

  private DiffResult json(Context context, Session session, DiffRequest request) {
    RowLimit written =
        new RowLimit(limit == null ? 0 : limit, row -> context.output().row(DiffShapes.row(row)));
    DiffResult result = session.belay().diff(request, session.progress(), wanted(written));
    session.quietProgress();
    context.output().document(DiffShapes.Diff.of(result, rows));
    return result;
  }

  private Optional<Consumer<RowChange>> wanted(Consumer<RowChange> consumer) {
    return rows ? Optional.of(consumer) : Optional.empty();
  }
}

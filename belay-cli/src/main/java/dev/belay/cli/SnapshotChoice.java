package dev.belay.cli;

import dev.belay.ListRequest;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.SnapshotSummary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Lets a person pick a snapshot from the list, where the command names none. */
final class SnapshotChoice {
  private static final String HINT = "give one from 'belay list', or latest";

  private final Context context;
  private final Session session;

  SnapshotChoice(Context context, Session session) {
    this.context = context;
    this.session = session;
  }

  /**
   * The id of the snapshot that was picked; NOT_CONFIRMED where none was, USAGE where there is
   * nobody to ask.
   *
   * @param database the database as it was named
   */
  String pick(Optional<String> database) {
    if (!context.shell().interactive() || context.output().json()) {
      throw new BelayException(ErrorCode.USAGE, "which snapshot is missing", HINT);
    }
    List<SnapshotSummary> found = snapshots(database);
    print(found);
    String answer =
        new Question(context)
            .ask("Which one? A number, or nothing to leave all as it is: ")
            .strip();
    if (answer.isEmpty()) {
      throw new BelayException(ErrorCode.NOT_CONFIRMED, "none was chosen, nothing was changed", "");
    }
    int number = answer.matches("[0-9]{1,6}") ? Integer.parseInt(answer) : 0;
    if (number < 1 || number > found.size()) {
      throw new BelayException(
          ErrorCode.NOT_CONFIRMED,
          "%s is none of 1 to %d, nothing was changed".formatted(answer, found.size()),
          HINT);
    }
    return found.get(number - 1).snapshot();
  }

  private List<SnapshotSummary> snapshots(Optional<String> database) {
    Optional<String> name = database.map(d -> ListCommand.name(session, d)).or(session::onlyOne);
    List<SnapshotSummary> found = new ArrayList<>();
    session
        .belay()
        .list(
            new ListRequest(
                name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0),
            found::add,
            // One that is damaged can't be restored, and does not hide the others.
            problem -> context.output().warning(String.valueOf(problem.getMessage())));
    if (found.isEmpty()) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "there is no snapshot" + name.map(n -> " of " + n).orElse(""),
          "belay list shows those that are there");
    }
    Set<String> databases = new LinkedHashSet<>();
    found.forEach(s -> databases.add(s.database()));
    if (databases.size() > 1) {
      throw new BelayException(
          ErrorCode.USAGE,
          "which snapshot is missing, and there are some of " + String.join(", ", databases),
          "name the database with --db; or " + HINT);
    }
    return found;
  }

  private void print(List<SnapshotSummary> found) {
    Output output = context.output();
    Shell shell = context.shell();
    boolean outSeen = shell.terminals().out();
    Style style = outSeen ? output.style() : Style.of(shell, shell.terminals().err());
    Consumer<String> line = outSeen ? output::line : shell.err()::println;
    Columns columns =
        new Columns()
            .right("")
            .left("time")
            .left("")
            .left("type")
            .right("rows")
            .right("size")
            .left("description");
    for (int i = 0; i < found.size(); i++) {
      SnapshotSummary s = found.get(i);
      columns.row(
          List.of(
              new Columns.Cell(String.valueOf(i + 1), style::bold),
              Columns.Cell.of(shell.times().time(s.time())),
              new Columns.Cell(shell.times().ago(s.time()), style::dim),
              Columns.Cell.of(Printable.clean(s.type())),
              Columns.Cell.of(Human.count(s.rows())),
              Columns.Cell.of(Human.bytes(s.bytes())),
              Columns.Cell.of(ListCommand.description(s))));
    }
    line.accept("Snapshots of " + Printable.clean(found.get(0).database()) + ", newest first:");
    columns.print(style, shell.columns(), line);
  }
}

package dev.belay.cli;

import dev.belay.ListRequest;
import dev.belay.model.BelayException;
import dev.belay.model.RemovedSnapshot;
import dev.belay.model.SnapshotSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay list}. */
@Command(name = "list", description = "The snapshots, newest first.", sortOptions = false)
final class ListCommand implements Action {
  @Parameters(arity = "0..1", paramLabel = "DB", description = "Only this database's.")
  @Nullable String database;

  @Option(names = "--type", paramLabel = "T", description = "Only this type.")
  @Nullable String type;

  @Option(names = "--tag", paramLabel = "T", description = "Only with this tag.")
  @Nullable String tag;

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "Only from then on: a day, a time, or so long ago as 7d.")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "WHEN", description = "Only before that.")
  @Nullable String until;

  @Option(names = "--deleted", description = "Those that were removed and can still come back.")
  boolean deleted;

  @Option(names = "--limit", paramLabel = "N", description = "At most N (default: all).")
  int limit;

  @Override
  public int run(Context context) {
    Limits.notNegative("--limit", limit);
    Output output = context.output();
    try (Session session = context.open()) {
      if (deleted) {
        removed(context, session.belay().removed());
        return Exit.OK;
      }
      List<SnapshotSummary> found = new ArrayList<>();
      ListRequest request =
          new ListRequest(
              Optional.ofNullable(database).map(d -> name(session, d)),
              Optional.ofNullable(type),
              Optional.ofNullable(tag),
              moment(context, "--since", since),
              moment(context, "--until", until),
              limit);
      // One that is damaged does not hide the others from whoever needs them.
      List<BelayException> problems = new ArrayList<>();
      session.belay().list(request, found::add, problems::add);
      if (output.json()) {
        output.document(SnapshotShapes.Snapshots.of(found, problems));
        problems.forEach(p -> output.error(String.valueOf(p.getMessage()), p.hint()));
        return problems.isEmpty() ? Exit.OK : Exit.DAMAGED;
      }
      if (!problems.isEmpty()) {
        if (!found.isEmpty()) {
          print(context, found);
        }
        throw problems.get(0);
      }
      if (found.isEmpty()) {
        boolean chosen = type != null || tag != null || since != null || until != null;
        output.line(chosen || database != null ? "no snapshot fits" : "no snapshots yet");
        if (!chosen) {
          output.next("take one", "belay backup " + (database == null ? "app.db" : database));
        }
      } else {
        print(context, found);
      }
    }
    return Exit.OK;
  }

  /**
   * A path or URL means the name that it has in snapshots; anything else may be a name that only
   * they know.
   */
  static String name(Session session, String reference) {
    try {
      return session.nameOf(reference);
    } catch (BelayException e) {
      return reference;
    }
  }

  private static Optional<Instant> moment(Context context, String option, @Nullable String text) {
    return Optional.ofNullable(text)
        .map(t -> MomentOption.parse(option, t, context.shell().times()));
  }

  private static void removed(Context context, List<RemovedSnapshot> removed) {
    Output output = context.output();
    if (output.json()) {
      output.document(
          new RetentionShapes.Removed(
              removed.stream().map(RetentionShapes.Removed.Entry::of).toList()));
      return;
    }
    if (removed.isEmpty()) {
      output.line("no removed snapshots that could come back");
      return;
    }
    Columns columns =
        new Columns().left("id").left("time").left("database").left("type").left("until");
    for (RemovedSnapshot r : removed) {
      columns.row(
          Human.id(r.snapshot().snapshot()),
          context.shell().times().time(r.snapshot().time()),
          Printable.clean(r.snapshot().database()),
          Printable.clean(r.snapshot().type()),
          context.shell().times().time(r.expires()));
    }
    output.lines(columns);
    output.next(
        "take one back", "belay undelete " + Human.id(removed.get(0).snapshot().snapshot()));
  }

  private static void print(Context context, List<SnapshotSummary> found) {
    Output output = context.output();
    Columns columns =
        new Columns()
            .left("id")
            .left("time")
            .left("")
            .left("database")
            .left("type")
            .right("rows")
            .right("size")
            .left("description");
    for (SnapshotSummary s : found) {
      columns.row(
          List.of(
              new Columns.Cell(Human.id(s.snapshot()), output.style()::bold),
              Columns.Cell.of(context.shell().times().time(s.time())),
              new Columns.Cell(context.shell().times().ago(s.time()), output.style()::dim),
              Columns.Cell.of(Printable.clean(s.database())),
              Columns.Cell.of(Printable.clean(s.type())),
              Columns.Cell.of(Human.count(s.rows())),
              Columns.Cell.of(Human.bytes(s.bytes())),
              Columns.Cell.of(description(s))));
    }
    output.lines(columns);
    found.stream()
        .filter(s -> !s.type().equals("safety"))
        .findFirst()
        .ifPresent(
            s ->
                output.next(
                    "what changed since the newest", "belay diff " + Human.id(s.snapshot())));
  }

  static String description(SnapshotSummary s) {
    StringBuilder text = new StringBuilder(Printable.clean(s.description()));
    if (s.pinned()) {
      text.append(text.isEmpty() ? "" : " ").append("(pinned)");
    }
    for (String tag : s.tags()) {
      text.append(text.isEmpty() ? "" : " ").append('#').append(Printable.clean(tag));
    }
    if (s.partial()) {
      text.append(text.isEmpty() ? "" : " ").append("(").append(SnapshotShapes.part(s)).append(')');
    }
    return text.toString();
  }
}

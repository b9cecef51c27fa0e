package dev.belay.cli;

import dev.belay.RestoreRequest;
import dev.belay.model.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay restore}. */
@Command(
    name = "restore",
    description =
        "Make a database equal to a snapshot, a JSON or CSV file or another database: only what"
            + " differs is changed, verified, undoable.",
    sortOptions = false)
final class RestoreCommand implements Destructive {
  @Parameters(
      arity = "0..1",
      paramLabel = "SNAPSHOT|FILE",
      description =
          "An id or the beginning of one, latest, latest~1, latest:DB or latest:TYPE; a .json or .csv"
              + " file, a directory of them, or another database; none: pick one from the list.")
  @Nullable String snapshot;

  @Option(
      names = "--db",
      paramLabel = "DB",
      description = "The database to change (default: the one that the snapshot came from).")
  @Nullable String database;

  @Option(
      names = "--mode",
      paramLabel = "replace|merge|missing",
      converter = ModeOption.class,
      completionCandidates = ModeOption.class,
      description =
          "replace: insert, update, delete; merge: no deletes; missing: only inserts (default:"
              + " replace; with --key merge).")
  @Nullable Mode mode;

  @Mixin TableOptions tables = new TableOptions();

  @Option(
      names = "--key",
      paramLabel = "T=COL[,COL]",
      description =
          "Match the rows of table T by these columns, whatever their ids: references to them"
              + " follow, new rows get new ids; may be repeated.")
  List<String> keys = new ArrayList<>();

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "The tables, rows, files and rules on restore of this profile of belay.yaml.")
  @Nullable String profile;

  @Option(
      names = "--no-files",
      description = "Leave the profile's files beside the database as they are.")
  boolean noFiles;

  @Option(names = "--create", description = "Build a new database, structure and rows, at --db.")
  boolean create;

  @Mixin RunOptions run = new RunOptions();

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      RestoreRequest request =
          new RestoreRequest(
              source(context, session),
              Optional.ofNullable(database).map(session::database),
              mode(session),
              tables.only,
              tables.excluded,
              KeyOption.parse(keys),
              create,
              Optional.ofNullable(profile),
              !noFiles,
              run.reason,
              RunOptions.by());
      return new RunFlow(context, session, run, "RESTORE")
          .go(
              Work.of(
                  () -> session.belay().databaseOf(request),
                  () -> session.belay().plan(request, session.progress()),
                  (planId, overwrite) ->
                      session.belay().restore(request, planId, session.progress())));
    }
  }

  private String source(Context context, Session session) {
    return snapshot == null
        ? new SnapshotChoice(context, session)
            .pick(Optional.ofNullable(database).map(session::database))
        : session.source(snapshot);
  }

  /** What has the same natural key is mended; what only the database has stays. */
  private Mode mode(Session session) {
    if (mode != null) {
      return mode;
    }
    boolean matching =
        !keys.isEmpty() || (profile != null && !session.belay().profile(profile).keys().isEmpty());
    return matching ? Mode.MERGE : Mode.REPLACE;
  }
}

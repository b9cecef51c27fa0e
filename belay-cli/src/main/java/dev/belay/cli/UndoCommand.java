package dev.belay.cli;

import dev.belay.UndoRequest;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay undo}. */
@Command(
    name = "undo",
    description = "Take back the last run, or that one. An undo can be undone, too.",
    sortOptions = false)
final class UndoCommand implements Destructive {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "A run of the history (default: the last one that changed something).")
  @Nullable String id;

  @Option(
      names = "--db",
      paramLabel = "DB",
      description = "The database to change (default: the one that the run changed).")
  @Nullable String database;

  @Option(
      names = "--mode",
      paramLabel = "replace",
      converter = ModeOption.class,
      description = "replace: also overwrite rows that changed since the run.")
  @Nullable Mode mode;

  @Option(
      names = "--no-files",
      description = "Leave the files that the run changed beside the database as they are.")
  boolean noFiles;

  @Mixin RunOptions run = new RunOptions();

  @Override
  public int run(Context context) {
    if (mode != null && mode != Mode.REPLACE) {
      throw new BelayException(
          ErrorCode.USAGE,
          "undo knows only --mode replace, not " + Shapes.lower(mode),
          "belay help undo");
    }
    try (Session session = context.open()) {
      UndoRequest request =
          new UndoRequest(
              Optional.ofNullable(id),
              Optional.ofNullable(database).map(session::database),
              mode == Mode.REPLACE,
              !noFiles,
              run.reason,
              RunOptions.by());
      return new RunFlow(context, session, run, "UNDO")
          .go(
              Work.of(
                  () -> session.belay().databaseOf(request),
                  () -> session.belay().plan(request, session.progress()),
                  (planId, overwrite) ->
                      session
                          .belay()
                          .undo(
                              overwrite ? request.overwriting() : request,
                              planId,
                              session.progress())));
    }
  }
}

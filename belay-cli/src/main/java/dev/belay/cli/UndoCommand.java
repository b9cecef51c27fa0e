package dev.belay.cli;

import dev.belay.UndoRequest;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.RunResult;
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
              run.reason,
              System.getProperty("user.name", ""));
      return new RunFlow(context, session, run, "UNDO").go(new Undo(session, request));
    }
  }

  private record Undo(Session session, UndoRequest request) implements Work {
    @Override
    public String database() {
      return session.belay().databaseOf(request);
    }

    @Override
    public Plan plan() {
      return session.belay().plan(request, session.progress());
    }

    @Override
    public RunResult run(Optional<String> planId, boolean overwrite) {
      UndoRequest agreed =
          new UndoRequest(
              request.run(),
              request.database(),
              request.overwrite() || overwrite,
              request.reason(),
              request.by());
      return session.belay().undo(agreed, planId, session.progress());
    }
  }
}

package dev.belay.cli;

import dev.belay.CleanupRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay cleanup}. */
@Command(
    name = "cleanup",
    description =
        "Clear and mend tables of a live database by the rules of a profile, keep the rest;"
            + " verified, undoable.",
    sortOptions = false)
final class CleanupCommand implements Destructive {
  @Parameters(paramLabel = "PROFILE", description = "A profile of belay.yaml.")
  String profile = "";

  @Option(
      names = "--db",
      paramLabel = "DB",
      description = "The database to change (default: the one that the profile is for).")
  @Nullable String database;

  @Option(
      names = "--keep",
      paramLabel = "GROUP",
      description =
          "A group of the profile, or a table, that stays as it is whatever the rules say; may be"
              + " repeated.")
  List<String> keep = new ArrayList<>();

  @Mixin RunOptions run = new RunOptions();

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      CleanupRequest request =
          new CleanupRequest(
              profile,
              Optional.ofNullable(database).map(session::database),
              keep,
              run.reason,
              RunOptions.by());
      return new RunFlow(context, session, run, "CLEANUP")
          .go(
              Work.of(
                  () -> session.belay().databaseOf(request),
                  () -> session.belay().plan(request, session.progress()),
                  (planId, overwrite) ->
                      session.belay().cleanup(request, planId, session.progress())));
    }
  }
}

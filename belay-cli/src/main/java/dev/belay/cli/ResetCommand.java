package dev.belay.cli;

import dev.belay.ResetRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay reset}. */
@Command(
    name = "reset",
    description =
        "Back to the seed data: tables become what a profile's seed files hold, others are"
            + " emptied. Seeds are checked before anything is touched; undoable.",
    sortOptions = false)
final class ResetCommand implements Destructive {
  @Parameters(paramLabel = "PROFILE", description = "A profile of belay.yaml that has a reset.")
  String profile = "";

  @Option(
      names = "--db",
      paramLabel = "DB",
      description = "The database to change (default: the profile's).")
  @Nullable String database;

  @Option(
      names = "--only",
      paramLabel = "TABLE.COLUMN=VALUE",
      description =
          "Only the rows of one entity, and what hangs on them: removed, or put back to what the"
              + " seed has for it.")
  @Nullable String only;

  @Mixin RunOptions run = new RunOptions();

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      ResetRequest request =
          new ResetRequest(
              profile,
              Optional.ofNullable(database).map(session::database),
              Optional.ofNullable(only),
              run.reason,
              RunOptions.by());
      return new RunFlow(context, session, run, "RESET", "ERASE")
          .go(
              Work.of(
                  () -> session.belay().databaseOf(request),
                  () -> session.belay().plan(request, session.progress()),
                  (planId, overwrite) ->
                      session.belay().reset(request, planId, session.progress())));
    }
  }
}

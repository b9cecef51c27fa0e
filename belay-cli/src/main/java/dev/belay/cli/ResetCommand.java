package dev.belay.cli;

import dev.belay.ResetRequest;
import dev.belay.model.Plan;
import dev.belay.model.RunResult;
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
              System.getProperty("user.name", ""));
      return new RunFlow(context, session, run, "RESET", "ERASE").go(new Reset(session, request));
    }
  }

  private record Reset(Session session, ResetRequest request) implements Work {
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
      return session.belay().reset(request, planId, session.progress());
    }
  }
}

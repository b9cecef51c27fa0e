package dev.belay.cli;

import dev.belay.ResetRequest;
import dev.belay.model.BelayException;
import dev.belay.model.Plan;
import java.util.ArrayList;
import java.util.List;
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

  @Option(
      names = "--clear",
      paramLabel = "T",
      description = "Empty this table, too; may be repeated.")
  List<String> clear = new ArrayList<>();

  @Mixin RunOptions run = new RunOptions();

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      Asked asked =
          new Asked(
              context,
              session,
              new ResetRequest(
                  profile,
                  Optional.ofNullable(database).map(session::database),
                  Optional.ofNullable(only),
                  clear,
                  run.reason,
                  RunOptions.by()),
              !run.dryRun && context.shell().interactive());
      return new RunFlow(context, session, run, "RESET", "ERASE")
          .go(
              Work.of(
                  () -> session.belay().databaseOf(asked.request),
                  asked::plan,
                  (planId, overwrite) ->
                      session.belay().reset(asked.request, planId, session.progress())));
    }
  }

  /** Rows of tables that the profile says nothing of may be in the way: then somebody is asked. */
  private static final class Asked {
    private final Context context;
    private final Session session;
    private final boolean person;
    private ResetRequest request;

    Asked(Context context, Session session, ResetRequest request, boolean person) {
      this.context = context;
      this.session = session;
      this.request = request;
      this.person = person;
    }

    Plan plan() {
      try {
        return session.belay().plan(request, session.progress());
      } catch (BelayException e) {
        if (!person || e.about().isEmpty()) {
          throw e;
        }
        empty(e);
        return plan();
      }
    }

    private void empty(BelayException question) {
      session.quietProgress();
      String tables = Printable.clean(String.join(", ", question.about()));
      context.shell().err().println(Printable.clean(String.valueOf(question.getMessage())));
      String answer =
          new Question(context)
              .ask("Type EMPTY to empty %s, too, anything else to stop: ".formatted(tables));
      if (!answer.equals("EMPTY")) {
        throw question;
      }
      request = request.clearing(question.about());
    }
  }
}

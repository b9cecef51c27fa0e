package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import dev.belay.restore.Order;
import dev.belay.restore.Runner;
import dev.belay.rules.NoSource;
import dev.belay.rules.Ruling;
import java.io.IOException;
import java.util.Optional;

/** Makes tables of a database equal to what a profile's cleanup makes of them. */
final class Cleanup {
  static final String COMMAND = "cleanup";

  private final Workspace workspace;

  Cleanup(Workspace workspace) {
    this.workspace = workspace;
  }

  /** The name, as things are called now, of the database that would change. */
  String databaseOf(CleanupRequest request) {
    return prepare(request).part().found().name();
  }

  Plan plan(CleanupRequest request, Progress progress) throws IOException {
    Prepared prepared = prepare(request);
    Order order = order(request, prepared);
    return prepared.told(Runner.plan(order, workspace.options(), progress), order);
  }

  RunResult run(CleanupRequest request, Optional<String> planId, Progress progress)
      throws IOException {
    Prepared prepared = prepare(request);
    Order order = order(request, prepared);
    // The safety snapshot needs a place, also where nothing was ever backed up.
    workspace.repositories().openOrCreate();
    RunResult result =
        prepared.part().around(() -> workspace.runner().run(order, planId, progress), progress);
    return result.with(prepared.told(result.plan(), order));
  }

  /** Whose rules, and where. */
  private record Prepared(Profile profile, ProfileRun part) {
    /** That a table is not named is worth a word: nobody else will say that it was not cleaned. */
    Plan told(Plan plan, Order order) {
      return part.told(Restore.noted(plan, order));
    }
  }

  private Prepared prepare(CleanupRequest request) {
    Profile profile = workspace.profiles().find(request.profile());
    Databases.Found found = workspace.found(request.database(), profile);
    return new Prepared(profile, new ProfileRun(workspace, Optional.of(profile), found, false));
  }

  private Order order(CleanupRequest request, Prepared prepared) throws IOException {
    Profile profile = prepared.profile();
    if (profile.cleanup().none()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "profile " + profile.name() + " has no rules for a cleanup",
          "write them under 'cleanup' of the profile");
    }
    Databases.Found found = prepared.part().found();
    found.database().requireExists();
    Order order =
        Order.of(
            COMMAND,
            new NoSource(profile.name(), found.database().address().engine()),
            found.database(),
            found.name(),
            request.reason(),
            request.by());
    return workspace
        .ruled(order, Optional.of(new Ruling(profile, true, request.keep())))
        .with(prepared.part());
  }
}

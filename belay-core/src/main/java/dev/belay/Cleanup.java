package dev.belay;

import dev.belay.engine.Change;
import dev.belay.match.Keys;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import dev.belay.model.Selection;
import dev.belay.restore.Order;
import dev.belay.restore.Runner;
import dev.belay.rules.NoSource;
import dev.belay.rules.RuledAim;
import dev.belay.rules.Ruling;
import dev.belay.snapshot.ChunkIds;
import java.io.IOException;
import java.util.Map;
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
    return found(request, workspace.profiles().find(request.profile())).name();
  }

  Plan plan(CleanupRequest request, Progress progress) throws IOException {
    ProfileRun part = part(request);
    Order order = order(request).with(part);
    return part.told(noted(Runner.plan(order, workspace.options(), progress), order));
  }

  RunResult run(CleanupRequest request, Optional<String> planId, Progress progress)
      throws IOException {
    ProfileRun part = part(request);
    Order order = order(request).with(part);
    // The safety snapshot needs a place, also where nothing was ever backed up.
    workspace.repositories().openOrCreate();
    RunResult result = part.around(() -> workspace.runner().run(order, planId, progress), progress);
    return new RunResult(
        part.told(noted(result.plan(), order)),
        result.run(),
        result.outcome(),
        result.safety(),
        result.seconds());
  }

  /** That a table is not named is worth a word: nobody else will say that it was not cleaned. */
  private static Plan noted(Plan plan, Order order) {
    return Restore.noted(plan, order);
  }

  private Databases.Found found(CleanupRequest request, Profile profile) {
    return workspace
        .databases()
        .find(request.database().orElseGet(() -> workspace.profiles().database(profile)));
  }

  private ProfileRun part(CleanupRequest request) {
    Profile profile = workspace.profiles().find(request.profile());
    return new ProfileRun(workspace, profile, found(request, profile), false);
  }

  private Order order(CleanupRequest request) throws IOException {
    Profile profile = workspace.profiles().find(request.profile());
    if (profile.cleanup().none()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "profile " + profile.name() + " has no rules for a cleanup",
          "write them under 'cleanup' of the profile");
    }
    Databases.Found found = found(request, profile);
    found.database().requireExists();
    NoSource source = new NoSource(profile.name(), found.database().address().engine());
    RuledAim rules;
    try (Change live = found.database().change(workspace.options())) {
      rules =
          RuledAim.of(
              source,
              Selection.ALL,
              Optional.of(new Ruling(profile, true, request.keep())),
              live.catalog(),
              live.counters(),
              found.name(),
              ChunkIds::of);
    }
    return new Order(
            COMMAND,
            source,
            profile.name(),
            Selection.ALL,
            Keys.NONE,
            Mode.REPLACE,
            found.database(),
            found.name(),
            Optional.empty(),
            Map.of(),
            false,
            request.reason(),
            request.by())
        .through(rules);
  }
}

package dev.belay;

import dev.belay.match.Keys;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import dev.belay.model.Selection;
import dev.belay.restore.Creation;
import dev.belay.restore.Order;
import dev.belay.restore.Rebuild;
import dev.belay.restore.Runner;
import dev.belay.rules.RuledAim;
import dev.belay.rules.Ruling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a database equal to a snapshot, a file or another database: one that exists, a new one, or
 * a damaged one.
 */
final class Restore {
  private final Workspace workspace;

  Restore(Workspace workspace) {
    this.workspace = workspace;
  }

  /** The name, as things are called now, of the database that would change. */
  String databaseOf(RestoreRequest request) throws IOException {
    return Source.target(workspace, request).name();
  }

  Plan plan(RestoreRequest request, Progress progress) throws IOException {
    try (Source source = Source.open(workspace, request, progress)) {
      ProfileRun part = part(request, source, progress);
      Order order = order(request, source, part);
      return told(plan(order, source, request.create(), progress), order, part, source);
    }
  }

  private Plan plan(Order order, Source source, boolean create, Progress progress)
      throws IOException {
    if (create) {
      return Creation.plan(order, source.scripts().scripts(), workspace.options());
    }
    try {
      return Runner.plan(order, workspace.options(), progress);
    } catch (BelayException e) {
      String damage = new Damaged(workspace).of(order, e);
      return Rebuild.plan(order, source.scripts().scripts(), damage);
    }
  }

  RunResult run(RestoreRequest request, Optional<String> planId, Progress progress)
      throws IOException {
    try (Source source = Source.open(workspace, request, progress)) {
      // The safety snapshot needs a place, also where nothing was ever backed up.
      workspace.repositories().openOrCreate();
      ProfileRun part = part(request, source, progress);
      Order order = order(request, source, part);
      RunResult result =
          part.around(() -> run(order, source, request.create(), planId, progress), progress);
      return result.with(told(result.plan(), order, part, source));
    }
  }

  private RunResult run(
      Order order, Source source, boolean create, Optional<String> planId, Progress progress)
      throws IOException {
    if (create) {
      return workspace.creation().run(order, source.scripts().scripts(), planId, progress);
    }
    try {
      return workspace.runner().run(order, planId, progress);
    } catch (BelayException e) {
      String damage = new Damaged(workspace).of(order, e);
      return workspace.rebuild().run(order, source.scripts().scripts(), damage, planId, progress);
    }
  }

  private ProfileRun part(RestoreRequest request, Source source, Progress progress)
      throws IOException {
    return new ProfileRun(
            workspace, request.profile().map(workspace.profiles()::find), source.target(), false)
        .with(new RestoredFiles(workspace).of(request, source, progress));
  }

  private static Plan told(Plan plan, Order order, ProfileRun part, Source source) {
    Plan noted = part.told(noted(plan, order));
    List<String> all = new ArrayList<>(source.warnings());
    all.addAll(noted.warnings());
    return noted.with(all, noted.moves());
  }

  /** The plan with what is to be known of the profile's choice of tables. */
  static Plan noted(Plan plan, Order order) {
    List<String> all = new ArrayList<>();
    order.ruled().map(RuledAim::notes).ifPresent(all::addAll);
    all.addAll(plan.warnings());
    return plan.with(all, plan.moves());
  }

  private Order order(RestoreRequest request, Source source, ProfileRun part) throws IOException {
    Databases.Found found = source.target();
    Optional<Profile> profile = request.profile().map(workspace.profiles()::find);
    if (!request.create()) {
      found.database().requireExists();
    } else if (!request.keys().isEmpty()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "a new database has no rows to match by a natural key",
          "leave out --key, or --create");
    }
    if (request.create() && profile.isPresent()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "rules are for a database that is there, and a new one is built as the snapshot is",
          "restore with --create first, then 'belay cleanup', or with --profile into it");
    }
    Order order = order(request, source, found, keys(request, profile)).with(part);
    // Rows that a condition left out of the source are missing there, and are not to be deleted.
    boolean selective = request.mode() == Mode.REPLACE && !source.data().where().isEmpty();
    return !request.create() && (profile.isPresent() || selective)
        ? ruled(order, profile.map(p -> new Ruling(p, false, List.of())))
        : order;
  }

  private Order ruled(Order order, Optional<Ruling> ruling) throws IOException {
    try {
      return workspace.ruled(order, ruling);
    } catch (BelayException e) {
      new Damaged(workspace).of(order, e);
      throw e;
    }
  }

  /** The request's, else the profile's. */
  static Keys keys(RestoreRequest request, Optional<Profile> profile) {
    return new Keys(
        request.keys().isEmpty() && profile.isPresent() ? profile.get().keys() : request.keys());
  }

  private static Order order(
      RestoreRequest request, Source source, Databases.Found found, Keys keys) {
    return Order.of(
            "restore",
            source.data(),
            found.database(),
            found.name(),
            request.reason(),
            request.by())
        .choosing(new Selection(request.tables(), request.excludeTables()))
        .matching(keys, request.mode());
  }
}

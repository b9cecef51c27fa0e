package dev.belay;

import dev.belay.engine.FileDatabase;
import dev.belay.match.Keys;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import dev.belay.model.Selection;
import dev.belay.restore.Creation;
import dev.belay.restore.Order;
import dev.belay.restore.Rebuild;
import dev.belay.restore.Runner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      Plan plan = plan(order(request, source), source, request.create(), progress);
      return plan.with(warnings(plan, source), plan.moves());
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
      String damage = damage(order, e);
      return Rebuild.plan(order, source.scripts().scripts(), damage);
    }
  }

  RunResult run(RestoreRequest request, Optional<String> planId, Progress progress)
      throws IOException {
    try (Source source = Source.open(workspace, request, progress)) {
      // The safety snapshot needs a place, also where nothing was ever backed up.
      workspace.repositories().openOrCreate();
      RunResult result = run(order(request, source), source, request.create(), planId, progress);
      Plan plan = result.plan().with(warnings(result.plan(), source), result.plan().moves());
      return new RunResult(plan, result.run(), result.outcome(), result.safety(), result.seconds());
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
      String damage = damage(order, e);
      return workspace.rebuild().run(order, source.scripts().scripts(), damage, planId, progress);
    }
  }

  private static List<String> warnings(Plan plan, Source source) {
    List<String> all = new ArrayList<>(source.warnings());
    all.addAll(plan.warnings());
    return all;
  }

  /**
   * What is wrong with the database's file, where that is why a run failed; otherwise the failure
   * stands. The repository may be what is damaged, and a server looks after its own files.
   */
  private String damage(Order order, BelayException failure) throws IOException {
    if (failure.code() == ErrorCode.DAMAGED && order.database() instanceof FileDatabase file) {
      return Rebuild.damage(file, workspace.options()).orElseThrow(() -> failure);
    }
    throw failure;
  }

  /** Rows that a condition left out of the source are missing there, and not deleted. */
  private static void requireWholeTables(RestoreRequest request, Source source) {
    if (request.mode() == Mode.REPLACE && !request.create() && !source.data().where().isEmpty()) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "the source is selective: it has only some rows of "
              + String.join(
                  ", ", source.data().where().keySet().stream().map(Object::toString).toList()),
          "--mode merge puts these rows back and deletes none");
    }
  }

  private static Order order(RestoreRequest request, Source source) throws IOException {
    Databases.Found found = source.target();
    requireWholeTables(request, source);
    if (!request.create()) {
      found.database().requireExists();
    } else if (!request.keys().isEmpty()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "a new database has no rows to match by a natural key",
          "leave out --key, or --create");
    }
    return new Order(
        "restore",
        source.data(),
        source.data().name(),
        new Selection(request.tables(), request.excludeTables()),
        new Keys(request.keys()),
        request.mode(),
        found.database(),
        found.name(),
        Optional.empty(),
        Map.of(),
        false,
        request.reason(),
        request.by());
  }
}

package dev.belay;

import dev.belay.engine.FileDatabase;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import dev.belay.model.Selection;
import dev.belay.restore.Order;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Makes a database equal to a snapshot: one that exists, a new one, or a damaged one. */
final class Restore {
  private final Workspace workspace;

  Restore(Workspace workspace) {
    this.workspace = workspace;
  }

  /** The name, as things are called now, of the database that would change. */
  String databaseOf(RestoreRequest request) throws IOException {
    return request.database().isPresent()
        ? workspace.databases().find(request.database().get()).name()
        : workspace.origin(source(request.source())).name();
  }

  Plan plan(RestoreRequest request, Progress progress) throws IOException {
    SnapshotDataset source = source(request.source());
    Order order = order(request, source);
    if (request.create()) {
      return workspace.creation().plan(order, source.scripts());
    }
    try {
      return workspace.runner().plan(order, progress);
    } catch (BelayException e) {
      return workspace.rebuild().plan(order, source.scripts(), damage(order, e));
    }
  }

  RunResult run(RestoreRequest request, Optional<String> planId, Progress progress)
      throws IOException {
    SnapshotDataset source = source(request.source());
    Order order = order(request, source);
    if (request.create()) {
      return workspace.creation().run(order, source.scripts(), planId, progress);
    }
    try {
      return workspace.runner().run(order, planId, progress);
    } catch (BelayException e) {
      String damage = damage(order, e);
      return workspace.rebuild().run(order, source.scripts(), damage, planId, progress);
    }
  }

  /**
   * What is wrong with the database's file, where that is why a run failed; otherwise the failure
   * stands. The repository may be what is damaged, and a server looks after its own files.
   */
  private String damage(Order order, BelayException failure) throws IOException {
    if (failure.code() == ErrorCode.DAMAGED && order.database() instanceof FileDatabase file) {
      return workspace.rebuild().damage(file).orElseThrow(() -> failure);
    }
    throw failure;
  }

  private SnapshotDataset source(String reference) throws IOException {
    if (!Snapshots.looksLikeOne(reference)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "\"" + reference + "\" is no snapshot",
          "give an id from 'belay list', or latest");
    }
    return workspace.snapshots().open(reference);
  }

  private Order order(RestoreRequest request, SnapshotDataset source) throws IOException {
    Databases.Found found =
        request.database().isPresent()
            ? workspace.databases().find(request.database().get())
            : workspace.origin(source);
    if (!request.create()) {
      found.database().requireExists();
    }
    return new Order(
        "restore",
        source,
        source.name(),
        new Selection(request.tables(), request.excludeTables()),
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

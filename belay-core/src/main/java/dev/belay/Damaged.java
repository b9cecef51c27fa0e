package dev.belay;

import dev.belay.engine.FileDatabase;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ShortId;
import dev.belay.model.SnapshotSummary;
import dev.belay.restore.Order;
import dev.belay.restore.Rebuild;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with a database's file, where that is why a restore failed, and what helps. */
final class Damaged {
  private final Workspace workspace;

  Damaged(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * What is wrong. Where it is something else, the failure stands: the repository may be what is
   * damaged, and a server looks after its own files. DAMAGED, with what to do, where what is asked
   * for can't take the file's place: rules need rows that can be read, and what has not all tables
   * is no database.
   */
  String of(Order order, BelayException failure) throws IOException {
    if (failure.code() != ErrorCode.DAMAGED || !(order.database() instanceof FileDatabase file)) {
      throw failure;
    }
    String damage = Rebuild.damage(file, workspace.options()).orElseThrow(() -> failure);
    if (order.ruled().isEmpty()
        && !order.companion().profile().isPresent()
        && !order.aim().partial()) {
      return damage;
    }
    throw new BelayException(
        ErrorCode.DAMAGED,
        "%s is damaged: %s; %s can't mend that"
            .formatted(
                order.name(),
                damage,
                order
                    .companion()
                    .profile()
                    .map(p -> "a restore by profile " + p)
                    .orElse("a selective snapshot")),
        hint(order.name()),
        failure);
  }

  private String hint(String database) throws IOException {
    Optional<SnapshotSummary> whole = newestWhole(database);
    return whole.isPresent()
        ? "first 'belay restore %s' (whole, without --profile): it keeps the damaged files and builds the database anew; then this again"
            .formatted(ShortId.of(whole.get().snapshot()))
        : "there is no whole snapshot of %s (one without --profile) to build it from; --create --db NEW builds a new file of what this snapshot has, and sqlite3's .recover may save more"
            .formatted(database);
  }

  private Optional<SnapshotSummary> newestWhole(String database) throws IOException {
    List<SnapshotSummary> found = new ArrayList<>();
    workspace
        .snapshots()
        .list(
            ListRequest.of(database),
            s -> {
              if (found.isEmpty() && !s.partial() && s.schema() && !s.type().equals("safety")) {
                found.add(s);
              }
            },
            damaged -> {});
    return found.stream().findFirst();
  }
}

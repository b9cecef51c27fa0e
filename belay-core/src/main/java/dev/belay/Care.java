package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.PruneResult;
import dev.belay.model.RemovedSnapshot;
import dev.belay.model.SnapshotSummary;
import dev.belay.repository.Lock;
import dev.belay.repository.MaxUnused;
import dev.belay.repository.Note;
import dev.belay.repository.PruneListener;
import dev.belay.repository.PruneOptions;
import dev.belay.repository.PruneReport;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.repository.Trash;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What is done to single snapshots, and to the space that they leave. */
final class Care {
  private final Workspace workspace;

  Care(Workspace workspace) {
    this.workspace = workspace;
  }

  /** Moves snapshots to the trash: all of them or, where one may not go, none. */
  List<SnapshotSummary> delete(List<String> references) throws IOException {
    Repository repository = workspace.repositories().open();
    Snapshots snapshots = workspace.snapshots();
    Set<SnapshotId> ids = new LinkedHashSet<>();
    references.forEach(reference -> ids.add(snapshots.find(reference)));
    List<SnapshotSummary> removed = new ArrayList<>();
    try (Lock lock = repository.lockToRemove()) {
      Map<String, String> runs = Protections.ofRuns(workspace.history(), snapshots);
      for (SnapshotId id : ids) {
        SnapshotSummary summary = snapshots.require(id);
        String reason = summary.pinned() ? "it is pinned" : runs.get(id.toString());
        if (reason != null) {
          throw new BelayException(
              ErrorCode.REFUSED,
              "snapshot " + id.shortForm() + " stays: " + reason + "; nothing was removed",
              reason.equals("it is pinned")
                  ? "belay unpin " + id.shortForm()
                  : "wait for the run, see: belay history");
        }
        removed.add(summary);
      }
      lock.requireHeld();
      ids.forEach(repository.trash()::put);
    }
    return removed;
  }

  /** The snapshots that can come back, the last removed first. */
  List<RemovedSnapshot> removed() throws IOException {
    Repository repository = workspace.repositories().open();
    Snapshots snapshots = workspace.snapshots();
    List<RemovedSnapshot> removed = new ArrayList<>();
    for (Trash.Entry entry : repository.trash().entries()) {
      snapshots
          .summary(entry.id(), repository.trash().get(entry))
          .ifPresent(
              s ->
                  removed.add(
                      new RemovedSnapshot(s, time(entry.removed()), time(entry.expires()))));
    }
    return removed;
  }

  /** Puts a removed snapshot back. */
  SnapshotSummary undelete(String prefix) throws IOException {
    Repository repository = workspace.repositories().open();
    Trash.Entry entry = repository.trash().find(prefix);
    repository.restore(entry);
    return workspace.snapshots().require(entry.id());
  }

  /** Changes what is said of a snapshot. */
  SnapshotSummary note(String reference, UnaryOperator<Note> change) throws IOException {
    Snapshots snapshots = workspace.snapshots();
    SnapshotId id = snapshots.find(reference);
    snapshots.taken(id); // nothing is said of what no list shows
    snapshots.say(id, change);
    return snapshots.require(id);
  }

  /** Adds, removes or sets tags. */
  SnapshotSummary tag(String reference, TagChange change) throws IOException {
    Snapshots snapshots = workspace.snapshots();
    SnapshotId id = snapshots.find(reference);
    List<String> taken = snapshots.taken(id).tags();
    return note(id.toString(), note -> note.withTags(change.of(note.tags().orElse(taken))));
  }

  PruneResult prune(String maxUnused, boolean dryRun, boolean emptyTrash, Progress progress)
      throws IOException {
    PruneOptions options;
    try {
      options = new PruneOptions(MaxUnused.parse(maxUnused), dryRun, emptyTrash);
    } catch (IllegalArgumentException e) {
      throw new BelayException(ErrorCode.USAGE, String.valueOf(e.getMessage()), "", e);
    }
    PruneReport r = workspace.repositories().open().prune(options, told(progress));
    return new PruneResult(
        dryRun,
        r.packsKept(),
        r.packsRemoved(),
        r.packsRepacked(),
        r.packsPutOff(),
        r.bytesFreed(),
        r.bytesKept(),
        r.bytesUnused(),
        r.snapshotsExpired(),
        r.snapshotsLost(),
        r.oldVersionsKept());
  }

  private static PruneListener told(Progress progress) {
    return new PruneListener() {
      @Override
      public void phase(String name) {
        progress.phase(name);
      }

      @Override
      public void step() {
        progress.stopIfCancelled(
            "what is needed is all there", "belay prune goes on where it stopped");
      }
    };
  }

  private OffsetDateTime time(Instant instant) {
    return instant.atZone(workspace.settings().clock().getZone()).toOffsetDateTime();
  }
}

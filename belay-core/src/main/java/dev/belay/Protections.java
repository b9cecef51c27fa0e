package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.RunRecord;
import dev.belay.model.SnapshotSummary;
import dev.belay.repository.Repository;
import dev.belay.restore.History;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The snapshots that no policy removes, with the reason in words. */
final class Protections {
  private static final Comparator<SnapshotSummary> BY_TIME =
      Comparator.comparing(s -> s.time().toInstant());

  private final Map<String, String> reasons = new HashMap<>();

  private Protections() {}

  static Map<String, String> of(
      Repository repository, History history, List<SnapshotSummary> snapshots) throws IOException {
    Protections protections = new Protections();
    for (String database : snapshots.stream().map(SnapshotSummary::database).distinct().toList()) {
      Predicate<SnapshotSummary> own =
          s -> s.database().equals(database) && !s.type().equals("safety");
      protections.newest(snapshots, own, "newest of " + database);
      protections.newest(snapshots, own.and(s -> !s.partial()), "newest whole of " + database);
      protections.newest(
          snapshots, own.and(s -> s.verified().isPresent()), "newest verified of " + database);
      protections.newest(
          snapshots,
          own.and(s -> !s.partial() && s.verified().isPresent()),
          "newest verified whole of " + database);
      protections.profiles(snapshots, own, database);
    }
    snapshots.stream()
        .filter(SnapshotSummary::pinned)
        .forEach(s -> protections.reasons.put(s.snapshot(), "pinned"));
    protections.runs(history, new Snapshots(repository));
    return protections.reasons;
  }

  /** A selective snapshot is no stead for a whole one, nor a whole one for it. */
  private void profiles(
      List<SnapshotSummary> snapshots, Predicate<SnapshotSummary> own, String database) {
    snapshots.stream()
        .filter(own)
        .map(SnapshotSummary::profile)
        .filter(profile -> !profile.isEmpty())
        .distinct()
        .forEach(
            profile ->
                newest(
                    snapshots,
                    own.and(s -> s.profile().equals(profile)),
                    "newest of " + database + " by profile " + profile));
  }

  /** The snapshots that runs which have no end yet need, with the reason. */
  static Map<String, String> ofRuns(History history, Snapshots snapshots) throws IOException {
    Protections protections = new Protections();
    protections.runs(history, snapshots);
    return protections.reasons;
  }

  private void newest(
      List<SnapshotSummary> snapshots, Predicate<SnapshotSummary> fits, String reason) {
    Optional<SnapshotSummary> newest = snapshots.stream().filter(fits).max(BY_TIME);
    newest.ifPresent(s -> reasons.putIfAbsent(s.snapshot(), reason));
  }

  private void runs(History history, Snapshots snapshots) throws IOException {
    for (RunRecord run : history.unfinished()) {
      run.safety()
          .ifPresent(id -> put(id, snapshots, "safety snapshot of unfinished run " + run.run()));
      put(run.source(), snapshots, "run " + run.run() + " restores from it");
    }
  }

  /** A snapshot to which restic gave tags has another id since. */
  private void put(String id, Snapshots snapshots, String reason) {
    reasons.put(id, reason);
    if (SnapshotReferences.looksLikeOne(id)) {
      try {
        reasons.put(snapshots.find(id).toString(), reason);
      } catch (BelayException e) {
        // It is gone, or no snapshot at all.
      }
    }
  }
}

package dev.belay;

import dev.belay.diff.ChunkedRows;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.CheckResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.SnapshotSummary;
import dev.belay.model.Table;
import dev.belay.repository.CheckListener;
import dev.belay.repository.CheckProblem;
import dev.belay.repository.CheckReport;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.rows.Chunk;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Proves a repository: what restic's format promises, then what Belay's manifests say of each
 * table.
 */
final class Check {
  private static final String UNLOCKED =
      "checked without a lock, which the storage does not let these credentials write: what a"
          + " prune removed meanwhile may be told as missing";

  private final Repository repository;

  private final Clock clock;

  Check(Repository repository, Clock clock) {
    this.repository = repository;
    this.clock = clock;
  }

  CheckResult run(boolean readData, Progress progress) throws IOException {
    progress.phase("checking");
    // What is taken from here on is not proved by this.
    Set<SnapshotId> known = new HashSet<>(repository.snapshots().ids());
    CheckReport report = repository.check(readData, stopping(progress));
    List<String> problems = new ArrayList<>();
    report.problems().forEach(problem -> problems.add(line(problem)));
    if (report.problemCount() > problems.size()) {
      problems.add("and " + (report.problemCount() - problems.size()) + " more");
    }
    if (readData) {
      problems.addAll(tables(progress));
      if (problems.isEmpty()) {
        noteVerified(known);
      }
    }
    List<String> warnings = report.locked() ? List.of() : List.of(UNLOCKED);
    return new CheckResult(
        report.snapshots(), report.packs(), report.bytesRead(), problems, warnings);
  }

  /**
   * Notes of each database's newest snapshot, and of the newest by each profile, that it was
   * verified, so that no policy removes it. Not of all, because one is what is needed.
   */
  private void noteVerified(Set<SnapshotId> known) {
    Map<List<String>, SnapshotSummary> newest = new HashMap<>();
    Snapshots snapshots = new Snapshots(repository);
    snapshots.each(
        (record, summary) -> {
          if (!summary.type().equals("safety")
              && known.contains(SnapshotId.parse(summary.snapshot()))) {
            newest.merge(
                List.of(summary.database(), summary.profile()),
                summary,
                (a, b) -> a.time().toInstant().isAfter(b.time().toInstant()) ? a : b);
          }
        });
    for (SnapshotSummary summary : newest.values()) {
      try {
        snapshots.say(
            SnapshotId.parse(summary.snapshot()), note -> note.withVerified(clock.instant()));
      } catch (BelayException e) {
        // Somebody may remove it meanwhile; and whoever may only read the repository may check it,
        // too: then nothing is noted.
        if (e.code() != ErrorCode.FAILED && e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
      }
    }
  }

  private static CheckListener stopping(Progress progress) {
    return new CheckListener() {
      @Override
      public void progress(CheckListener.Progress done) {
        progress.stopIfCancelled();
      }
    };
  }

  private static String line(CheckProblem problem) {
    String snapshot = problem.snapshot().map(id -> "snapshot " + id.shortForm() + ", ").orElse("");
    return snapshot + problem.where() + ": " + problem.what();
  }

  /** A table that did not change from one snapshot to the next is read once. */
  private List<String> tables(Progress progress) throws IOException {
    List<String> problems = new ArrayList<>();
    Set<BlobId> proven = new HashSet<>();
    for (SnapshotId id : repository.snapshots().ids()) {
      try {
        SnapshotDataset snapshot = new Snapshots(repository).open(id);
        for (Table table : snapshot.catalog().tables()) {
          if (proven.add(snapshot.contentId(table))) {
            progress.table(table.name(), -1);
            check(snapshot, table, problems, progress);
          }
        }
      } catch (BelayException e) {
        if (there(id) && !others(id, e)) {
          problems.add("snapshot " + id.shortForm() + ": " + e.getMessage());
        }
      }
    }
    return problems;
  }

  /** What restic itself backed up has no tables to prove; its files were, like all others. */
  private boolean others(SnapshotId id, BelayException e) {
    return e.code() == ErrorCode.NOT_FOUND && repository.snapshots().get(id).belay().isEmpty();
  }

  private boolean there(SnapshotId id) {
    return repository.snapshots().ids().contains(id);
  }

  private void check(
      SnapshotDataset snapshot, Table table, List<String> problems, Progress progress)
      throws IOException {
    String where = "snapshot " + snapshot.name().substring(0, 8) + ", table " + table.name();
    try {
      TableDigest found = read(snapshot, table, progress);
      TableDigest stated = snapshot.digest(table).orElseThrow();
      if (!found.equals(stated)) {
        problems.add(
            "%s: %d rows with digest %s, the manifest says %d with %s"
                .formatted(where, found.rows(), found.hex(), stated.rows(), stated.hex()));
      }
    } catch (BelayException e) {
      if (there(SnapshotId.parse(snapshot.name()))) {
        problems.add(where + ": " + e.getMessage());
      }
    }
  }

  private static TableDigest read(SnapshotDataset snapshot, Table table, Progress progress)
      throws IOException {
    RowProof proof = new RowProof(table);
    try (ChunkedRows chunks = snapshot.chunks(table)) {
      while (chunks.next()) {
        Chunk chunk = chunks.open();
        proof.add(chunk);
        progress.advance(table.name(), 0, chunk.length());
      }
    }
    return proof.digest();
  }
}

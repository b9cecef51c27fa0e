package dev.belay.repository;

import dev.belay.repository.CheckListener.Progress;
import dev.belay.repository.CheckListener.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a check has counted and found so far. For one thread. */
final class CheckRun {
  private final CheckListener listener;
  private final List<CheckProblem> problems = new ArrayList<>();
  private long problemCount;
  private long bytesRead;

  CheckRun(CheckListener listener) {
    this.listener = listener;
  }

  void problem(String what, String where) {
    problem(new CheckProblem(what, where, Optional.empty()));
  }

  void problem(String what, SnapshotId snapshot, String path) {
    problem(new CheckProblem(what, path, Optional.of(snapshot)));
  }

  private void problem(CheckProblem problem) {
    problemCount++;
    if (problems.size() < CheckReport.KEPT) {
      problems.add(problem);
    }
    listener.problem(problem);
  }

  void read(long bytes) {
    bytesRead += bytes;
  }

  void progress(Step step, long done, long total) {
    listener.progress(new Progress(step, done, total, bytesRead));
  }

  CheckReport report(long snapshots, long packs) {
    return new CheckReport(snapshots, packs, bytesRead, true, problemCount, problems);
  }
}

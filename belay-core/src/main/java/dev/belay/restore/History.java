package dev.belay.restore;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.repository.Repository;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The runs of a repository. */
public final class History {
  private final RunJournal journal;

  public History(Repository repository, Clock clock) {
    this.journal = new RunJournal(repository, clock);
  }

  /** All runs, newest first. */
  public List<RunRecord> all() throws IOException {
    List<RunRecord> runs = new ArrayList<>();
    for (JournalEntry entry : journal.entries()) {
      runs.add(entry.record());
    }
    runs.sort(Comparator.comparing((RunRecord run) -> run.started().toInstant()).reversed());
    Map<String, String> undoneBy = new HashMap<>();
    for (RunRecord run : runs) {
      if (run.outcome() == RunOutcome.COMMITTED && run.undoes().isPresent()) {
        // The newest, where a run was undone, redone and undone again.
        undoneBy.putIfAbsent(run.undoes().get(), run.run());
      }
    }
    runs.replaceAll(run -> run.undoneBy(Optional.ofNullable(undoneBy.get(run.run()))));
    return runs;
  }

  /** The runs that have no end yet, as far as they are recorded. */
  public List<RunRecord> unfinished() throws IOException {
    return journal.unfinished().stream().map(JournalEntry::record).toList();
  }

  /** The one run whose id begins with this. NOT_FOUND, AMBIGUOUS. */
  public RunRecord find(String prefix) throws IOException {
    List<RunRecord> found = all().stream().filter(r -> r.run().startsWith(prefix)).toList();
    if (found.size() != 1) {
      throw new BelayException(
          found.isEmpty() ? ErrorCode.NOT_FOUND : ErrorCode.AMBIGUOUS,
          found.isEmpty()
              ? "there is no run " + prefix
              : "%s fits %d runs".formatted(prefix, found.size()),
          "run: belay history");
    }
    return found.get(0);
  }
}

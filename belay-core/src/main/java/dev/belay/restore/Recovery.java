package dev.belay.restore;

import dev.belay.engine.Address;
import dev.belay.engine.Database;
import dev.belay.files.FileMoves;
import dev.belay.files.FolderLock;
import dev.belay.model.BelayException;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.ShortId;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.restore.JournalEntry.Phase;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Finds out what became of runs whose process died, and writes it down. */
public final class Recovery {
  private final Repository repository;
  private final RunJournal journal;
  private final BiFunction<String, Address, Database> databases;

  /**
   * @param databases the database of that name at that address
   */
  public Recovery(
      Repository repository, Clock clock, BiFunction<String, Address, Database> databases) {
    this.repository = repository;
    this.journal = new RunJournal(repository, clock);
    this.databases = databases;
  }

  /**
   * Settles each run that has no end and whose process has ended, or could not write down its end.
   * One that is putting files in their place is left to do so.
   *
   * @return those runs; with outcome UNKNOWN the ones that could not be settled, for instance
   *     because the database can't be reached now
   */
  public List<RunRecord> settle() throws IOException {
    List<RunRecord> found = new ArrayList<>();
    for (JournalEntry entry : journal.unfinished()) {
      if (entry.record().changesFolders()) {
        locked(entry).ifPresent(found::add);
      } else if (journal.ended(entry) || committed(entry)) {
        alone(entry).ifPresent(found::add);
      }
    }
    return found;
  }

  /** Empty where another process settled it meanwhile, and told of it. */
  private Optional<RunRecord> alone(JournalEntry entry) throws IOException {
    try {
      RunRecord settled = settle(entry);
      return settled.finished().isEmpty() && told(entry) ? Optional.empty() : Optional.of(settled);
    } catch (IOException | RuntimeException e) {
      if (told(entry)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean told(JournalEntry entry) throws IOException {
    return journal.unfinished(entry.record().run()).isEmpty();
  }

  /** With its folders locked: neither the run itself nor another recovery is at work on them. */
  private Optional<RunRecord> locked(JournalEntry entry) throws IOException {
    FileMoves moves;
    FolderLock taken;
    try {
      moves = moves(entry);
      taken = moves.lock();
    } catch (IOException | BelayException e) {
      return journal.ended(entry) ? Optional.of(unsettled(entry, e)) : Optional.empty();
    }
    try (FolderLock lock = taken) {
      // As it is now: whoever had the lock before may have settled it.
      Optional<JournalEntry> now = journal.unfinished(entry.record().run());
      return now.isPresent() && (journal.ended(now.get()) || left(now.get(), moves, lock))
          ? Optional.of(settle(now.get()))
          : Optional.empty();
    }
  }

  /**
   * Whether its process, which may live on, has given up. A lock says so only where these are the
   * folders that it worked on, not those of another machine.
   */
  private boolean left(JournalEntry entry, FileMoves moves, FolderLock lock) throws IOException {
    return lock.certain() && (journal.here(entry) || moves.staged()) && committed(entry);
  }

  /** Its process may live on and not have been able to write down how the run ended. */
  private boolean committed(JournalEntry entry) throws IOException {
    String mark = entry.mark().orElse("");
    if (entry.phase() != Phase.COMMITTING) {
      return false;
    }
    if (FileSwap.isMark(mark)) {
      return FileSwap.parse(mark).done();
    }
    try {
      return ask(databases.apply(entry.record().database(), entry.address()), mark)
          == RunOutcome.COMMITTED;
    } catch (BelayException e) {
      return false;
    }
  }

  private RunRecord settle(JournalEntry entry) throws IOException {
    String mark = entry.mark().orElse("");
    if (entry.phase() == Phase.APPLYING) {
      return before(entry, mark);
    }
    if (entry.record().changesFolders()) {
      return withFiles(entry, mark);
    }
    if (FileSwap.isMark(mark)) {
      FileSwap.parse(mark).complete();
      return journal.settle(
          entry, RunOutcome.COMMITTED, List.of("interrupted while files were moved; completed"));
    }
    try {
      Database database = databases.apply(entry.record().database(), entry.address());
      RunOutcome outcome = ask(database, mark);
      if (outcome == RunOutcome.UNKNOWN) {
        return journal.settle(
            entry,
            outcome,
            List.of(
                "interrupted while it committed, and the database was changed since in a way that"
                    + " hides whether it did; compare with: belay diff "
                    + entry.record().safety().map(ShortId::of).orElse("SNAPSHOT")));
      }
      return journal.settle(entry, outcome, List.of("interrupted while it committed"));
    } catch (BelayException e) {
      return unsettled(entry, e);
    }
  }

  /**
   * A run that writes files, too: they follow the rows. Where the database can't tell any more,
   * files that were moved do, since that came after the commit.
   */
  private RunRecord withFiles(JournalEntry entry, String mark) throws IOException {
    List<String> notes = new ArrayList<>(List.of("interrupted while it committed"));
    try {
      FileMoves moves = moves(entry);
      RunOutcome outcome = ask(databases.apply(entry.record().database(), entry.address()), mark);
      if (outcome == RunOutcome.UNKNOWN && moves.begun()) {
        outcome = RunOutcome.COMMITTED;
      }
      if (outcome == RunOutcome.COMMITTED) {
        notes.addAll(moves.finish(Progress.NONE));
        return journal.settle(entry, outcome, notes);
      }
      if (outcome == RunOutcome.UNKNOWN) {
        notes.add(
            "the database was changed since in a way that hides whether it did; no file was"
                + " changed; compare with: belay diff "
                + entry.record().safety().map(ShortId::of).orElse("SNAPSHOT"));
      }
      return without(entry, moves, outcome, notes);
    } catch (IOException | BelayException e) {
      return unsettled(entry, e);
    }
  }

  /** Written down first: what a discard that is broken off leaves says nothing of the outcome. */
  private RunRecord without(
      JournalEntry entry, FileMoves moves, RunOutcome outcome, List<String> notes)
      throws IOException {
    RunRecord settled = journal.settle(entry, outcome, notes);
    try {
      moves.discard();
      return settled;
    } catch (IOException | BelayException e) {
      List<String> all = new ArrayList<>(settled.notes());
      all.add(
          "files that it staged, with names like .belay-%s-0, are still there: %s"
              .formatted(settled.run(), e.getMessage()));
      return settled.with(outcome, settled.finished(), all);
    }
  }

  private FileMoves moves(JournalEntry entry) {
    RunRecord run = entry.record();
    if (!run.changesFolders() || run.safety().isEmpty()) {
      return FileMoves.NONE;
    }
    SnapshotId id = SnapshotId.parse(run.safety().get());
    return FileMoves.of(
        SnapshotDataset.open(id.toString(), repository.snapshots().get(id), repository.blobs()),
        run.run());
  }

  /** It can't have committed; what it built until then is cleared away. */
  private RunRecord before(JournalEntry entry, String mark) throws IOException {
    List<String> notes = List.of("interrupted before it could commit");
    try {
      moves(entry).discard();
      if (!mark.isEmpty()) {
        ask(databases.apply(entry.record().database(), entry.address()), mark);
      }
    } catch (IOException | BelayException e) {
      // Nothing is written, so that the next command tries again.
      return entry
          .record()
          .with(
              RunOutcome.ROLLED_BACK,
              Optional.empty(),
              List.of(notes.get(0), "what it built until then is still there: " + e.getMessage()));
    }
    return journal.settle(entry, RunOutcome.ROLLED_BACK, notes);
  }

  /** Nothing is written, so that the next command asks again. */
  private static RunRecord unsettled(JournalEntry entry, Exception why) {
    return entry
        .record()
        .with(
            RunOutcome.UNKNOWN,
            Optional.empty(),
            List.of(
                "interrupted while it committed; that can't be settled now: " + why.getMessage()));
  }

  /** What the database says about a transaction. */
  static RunOutcome ask(Database database, String mark) throws IOException {
    return switch (database.outcome(mark)) {
      case COMMITTED -> RunOutcome.COMMITTED;
      case ROLLED_BACK -> RunOutcome.ROLLED_BACK;
      case UNKNOWN -> RunOutcome.UNKNOWN;
    };
  }
}

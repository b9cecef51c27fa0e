package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.files.FileMoves;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a run ends: its transaction commits, its files follow, and that is recorded; or all is taken
 * back.
 */
final class RunEnd {
  private final Order order;
  private final Change change;
  private final RunJournal.Entry entry;
  private final FileMoves moves;
  private final Progress progress;

  RunEnd(Order order, Change change, RunJournal.Entry entry, FileMoves moves, Progress progress) {
    this.order = order;
    this.change = change;
    this.entry = entry;
    this.moves = moves;
    this.progress = progress;
  }

  /**
   * From here on only the database knows, so it is asked when the answer to the commit is lost.
   *
   * @return what a person should know
   */
  List<String> commit() throws IOException {
    try {
      change.commit();
      entry.figures(order.companion().figuresAfter(entry.figures()));
    } catch (IOException | RuntimeException e) {
      closeAfter(e);
      RunOutcome outcome = Recovery.ask(order.database(), entry.mark());
      String reported = "commit reported: " + e.getMessage();
      if (outcome == RunOutcome.COMMITTED) {
        return recorded(moved(), List.of(reported));
      }
      if (outcome != RunOutcome.UNKNOWN) {
        moves.discard();
        entry.finish(outcome, List.of(reported));
      }
      throw e;
    }
    return recorded(moved(), List.of());
  }

  private void closeAfter(Exception failure) {
    try {
      change.close();
    } catch (IOException | RuntimeException closing) {
      failure.addSuppressed(closing);
    }
  }

  /** The rows are committed, so the files have to follow: now, or when the next command tries. */
  private List<String> moved() {
    try {
      return moves.finish(progress);
    } catch (IOException | RuntimeException e) {
      throw new BelayException(
          ErrorCode.RECOVERY_NEEDED,
          "the rows of %s are committed, but not all files are in their place: %s"
              .formatted(order.name(), e.getMessage()),
          "clear what is in the way; the next command goes on with it: belay history",
          e);
    }
  }

  /** What was found while files were moved is told at once, and is in the history, too. */
  private List<String> recorded(List<String> found, List<String> more) {
    List<String> notes = new ArrayList<>(found);
    notes.addAll(more);
    List<String> warnings = new ArrayList<>(found);
    recorded(entry, notes).ifPresent(warnings::add);
    return warnings;
  }

  /**
   * Records that it has committed. What has committed has not failed, even if that can't be written
   * down now: then that is what is returned.
   */
  static Optional<String> recorded(RunJournal.Entry entry, List<String> notes) {
    try {
      entry.finish(RunOutcome.COMMITTED, notes);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(
          "committed, but that could not be recorded, which the next command will do: "
              + e.getMessage());
    }
  }

  /**
   * Takes all back. Where files can't be cleared away the run gets no end, so that the next command
   * tries again.
   */
  void abandon(Throwable failure) {
    try {
      change.close();
      moves.discard();
      entry.finish(RunOutcome.ROLLED_BACK, List.of("failed: " + failure.getMessage()));
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}

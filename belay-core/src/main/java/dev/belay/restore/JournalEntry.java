package dev.belay.restore;

import dev.belay.engine.Address;
import dev.belay.model.RunRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * One phase of a run, as it is written to the repository.
 *
 * @param record the run as it stands
 * @param phase which phase begins
 * @param address where the database is
 * @param mark what the database can later be asked with, from phase {@code COMMITTING} on; before
 *     that only where a run may leave something behind that is to be cleared away
 * @param process who runs it
 */
public record JournalEntry(
    RunRecord record, Phase phase, Address address, Optional<String> mark, ProcessMark process) {

  /** The phases in their order. */
  public enum Phase {
    /** The safety snapshot is durable; changes are about to be applied in a transaction. */
    APPLYING("1-applying"),
    /** Everything is applied and verified; the transaction is about to commit. */
    COMMITTING("2-committing"),
    /** It is known how the run ended. */
    FINISHED("3-finished");

    private final String suffix;

    Phase(String suffix) {
      this.suffix = suffix;
    }

    /** What its file's name ends with; later phases sort behind earlier ones. */
    String suffix() {
      return "." + suffix;
    }
  }

  /**
   * A process, so that a later one can tell whether it still runs.
   *
   * @param host the machine
   * @param pid the process id on it
   * @param started when it was started; a process id may be used again
   */
  public record ProcessMark(String host, long pid, Optional<Instant> started) {
    /** This process. */
    static ProcessMark current(String host) {
      ProcessHandle self = ProcessHandle.current();
      return new ProcessMark(host, self.pid(), self.info().startInstant());
    }

    /** Whether it has certainly ended, as seen from that machine. False where it can't be known. */
    boolean ended(String here) {
      if (!host.equals(here)) {
        return false;
      }
      Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
      return process.isEmpty()
          || (started.isPresent()
              && process.get().info().startInstant().isPresent()
              && !process.get().info().startInstant().equals(started));
    }
  }
}

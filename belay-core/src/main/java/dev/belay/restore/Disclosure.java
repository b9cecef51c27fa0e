package dev.belay.restore;

import dev.belay.engine.Address;
import dev.belay.model.Mode;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.repository.Repository;
import java.io.IOException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * The record of an export that takes secrets along. It stands in the history beside the runs, and
 * is begun before the first byte goes out; nothing was changed, so there is nothing to undo.
 */
public final class Disclosure {
  /** What the history calls it. */
  public static final String COMMAND = "export";

  private final RunJournal.Entry entry;

  private Disclosure(RunJournal.Entry entry) {
    this.entry = entry;
  }

  /**
   * What is exported.
   *
   * @param database the database's name
   * @param address where it is
   * @param source the snapshot, or where the live database is
   * @param reason why
   * @param by who
   */
  public record Order(String database, Address address, String source, String reason, String by) {}

  /** Records that an export begins. */
  public static Disclosure begin(Repository repository, Clock clock, Order order)
      throws IOException {
    RunRecord record =
        new RunRecord(
            RunJournal.newId(),
            COMMAND,
            order.database(),
            order.address().display(),
            "",
            order.source(),
            Mode.REPLACE,
            OffsetDateTime.now(clock),
            Optional.empty(),
            RunOutcome.RUNNING,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            order.reason(),
            order.by(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    return new Disclosure(new RunJournal(repository, clock).begin(record, order.address()));
  }

  /** It was written. */
  public void done(List<String> notes) throws IOException {
    entry.finish(RunOutcome.COMMITTED, notes);
  }

  /** It failed; a part may have gone out to where a stream leads. */
  public void failed(Exception why) {
    try {
      entry.finish(RunOutcome.ROLLED_BACK, List.of("failed: " + why.getMessage()));
    } catch (IOException | RuntimeException e) {
      why.addSuppressed(e);
    }
  }
}

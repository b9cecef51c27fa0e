package dev.belay.restore;

import dev.belay.engine.ReadOptions;
import dev.belay.model.Plan;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunResult;
import dev.belay.repository.Repository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What every run works with, whatever it does. For any thread.
 *
 * @param repository where its safety snapshot and its record go
 * @param options how databases are read
 * @param clock what the time is
 * @param tool the program's name and version, for manifests
 */
public record RunContext(Repository repository, ReadOptions options, Clock clock, String tool) {

  RunJournal journal() {
    return new RunJournal(repository, clock);
  }

  OffsetDateTime now() {
    return OffsetDateTime.now(clock);
  }

  /** That moment, as records write it. */
  OffsetDateTime local(Instant time) {
    return time.atZone(clock.getZone()).toOffsetDateTime();
  }

  /** What is told of a run that began then and has committed now. */
  RunResult committed(Plan plan, Optional<String> run, Optional<String> safety, Instant begun) {
    double seconds = Duration.between(begun, clock.instant()).toMillis() / 1000.0;
    return new RunResult(plan, run, RunOutcome.COMMITTED, safety, seconds);
  }
}

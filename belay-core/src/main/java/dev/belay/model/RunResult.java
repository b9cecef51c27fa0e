package dev.belay.model;

import java.util.Optional;

/**
 * What a run did.
 *
 * @param plan the plan that it carried out
 * @param run its id in the history; empty where nothing was to be done or it was only planned
 * @param outcome how it ended
 * @param safety the snapshot of what was there before; empty where nothing was changed
 * @param seconds how long it took
 */
public record RunResult(
    Plan plan, Optional<String> run, RunOutcome outcome, Optional<String> safety, double seconds) {

  /** The same with another word on what was planned. */
  public RunResult with(Plan told) {
    return new RunResult(told, run, outcome, safety, seconds);
  }
}

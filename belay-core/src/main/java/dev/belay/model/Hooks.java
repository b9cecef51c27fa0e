package dev.belay.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Commands around backups and runs: to stop and start an application. No shell is involved.
 *
 * @param beforeBackup before a backup
 * @param afterBackup after it, whether it succeeded or not
 * @param beforeRun before a run, once it is confirmed; a failure stops it
 * @param afterRun after it, whether it succeeded or not
 */
public record Hooks(
    Optional<Hook> beforeBackup,
    Optional<Hook> afterBackup,
    Optional<Hook> beforeRun,
    Optional<Hook> afterRun) {
  /** None. */
  public static final Hooks NONE =
      new Hooks(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * One command.
   *
   * @param command the program and its arguments
   * @param limit how long it may take before it is ended and counts as failed
   */
  public record Hook(List<String> command, Duration limit) {
    public Hook {
      command = List.copyOf(command);
      if (command.isEmpty() || limit.isNegative() || limit.isZero()) {
        throw new IllegalArgumentException(command + ", " + limit);
      }
    }
  }
}

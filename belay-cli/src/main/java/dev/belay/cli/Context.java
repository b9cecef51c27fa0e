package dev.belay.cli;

/**
 * What a command works with.
 *
 * @param shell its surroundings
 * @param options the options that every command takes
 * @param interrupts whether it should end
 * @param output where it says what
 */
record Context(Shell shell, GlobalOptions options, Interrupts interrupts, Output output) {
  /** Opens Belay as the options and surroundings say, and tells of runs that were interrupted. */
  Session open() {
    return Session.open(this);
  }
}

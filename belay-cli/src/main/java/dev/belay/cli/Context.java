package dev.belay.cli;

import java.util.List;

/**
 * What a command works with.
 *
 * @param shell its surroundings
 * @param options the options that every command takes
 * @param interrupts whether it should end
 * @param output where it says what
 * @param words the command line as it was typed
 */
record Context(
    Shell shell, GlobalOptions options, Interrupts interrupts, Output output, List<String> words) {
  Context {
    words = List.copyOf(words);
  }

  /** Opens Belay as the options and surroundings say, and tells of runs that were interrupted. */
  Session open() {
    return Session.open(this);
  }
}

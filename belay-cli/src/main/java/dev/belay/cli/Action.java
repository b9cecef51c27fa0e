package dev.belay.cli;

/** What a command does. */
interface Action {
  /**
   * Does it; a failure is thrown.
   *
   * @return the exit code
   */
  int run(Context context);
}

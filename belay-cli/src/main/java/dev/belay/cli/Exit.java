package dev.belay.cli;

/**
 * The exit codes that are not an error's own (those are {@link dev.belay.model.ErrorCode#exit}).
 */
final class Exit {
  static final int OK = 0;
  static final int DIFFERENT = 1;
  static final int FAILED = 1;
  static final int DAMAGED = 5;
  static final int INTERRUPTED = 130;

  private Exit() {}
}

package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;

/** What a number in an option may be. */
final class Limits {
  private Limits() {}

  static void notNegative(String option, int value) {
    if (value < 0) {
      throw new BelayException(
          ErrorCode.USAGE, option + " is " + value + ", but can't be less than 0", "0 means all");
    }
  }
}

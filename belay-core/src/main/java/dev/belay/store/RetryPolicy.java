package dev.belay.store;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how long something is tried again. The pause before the n-th repetition is a random
 * part of a bound that doubles from {@code first} up to {@code longest}, so that many who were
 * thrown out together do not all come back together.
 *
 * @param first the bound of the first pause
 * @param longest the bound of the longest pause
 * @param total no repetition begins later than this after the first attempt
 */
public record RetryPolicy(Duration first, Duration longest, Duration total) {
  /** A minute, which outlasts what a network does every day and nobody minds waiting for. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(60));

  public RetryPolicy {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("pauses of " + first + " to " + longest);
    }
  }

  /** The same with another bound on the whole. */
  public RetryPolicy within(Duration bound) {
    return new RetryPolicy(first, longest, bound);
  }

  /** The pause before a repetition, counted from 1; at least half of its bound. */
  Duration pause(int repetition, RandomGenerator random) {
    long bound = first.toNanos();
    for (int i = 1; i < repetition && bound < longest.toNanos(); i++) {
      bound *= 2;
    }
    bound = Math.min(bound, longest.toNanos());
    return Duration.ofNanos(bound / 2 + (long) (random.nextDouble() * (bound / 2.0)));
  }
}

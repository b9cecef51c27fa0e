package dev.belay.store;

/**
 * What is good to know of a store in order to use it well.
 *
 * @param remote whether each call takes a journey: fewer and larger ones are better
 * @param writers how many files are best written at once
 */
public record Traits(boolean remote, int writers) {
  /** A disk of this machine. */
  public static final Traits LOCAL = new Traits(false, 1);

  /** Storage behind a network. */
  public static final Traits REMOTE = new Traits(true, 3);
}

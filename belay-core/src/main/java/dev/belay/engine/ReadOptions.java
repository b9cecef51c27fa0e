package dev.belay.engine;

import java.time.Duration;

/**
 * How to work with a live database.
 *
 * @param patience how long to wait for somebody else's lock before BUSY
 * @param lanes how many tables are read at once, at most; an engine may offer fewer
 */
public record ReadOptions(Duration patience, int lanes) {
  /** Ten seconds, two lanes. */
  public static final ReadOptions DEFAULT = new ReadOptions(Duration.ofSeconds(10), 2);

  public ReadOptions {
    if (lanes < 1 || patience.isNegative()) {
      throw new IllegalArgumentException("lanes " + lanes + ", patience " + patience);
    }
  }
}

package dev.belay.engine;

import java.time.Duration;

/**
 * How to work with a live database.
 *
 * @param patience how long to wait for somebody else's lock before BUSY
 * @param lanes how many tables are read at once, at most; an engine may offer fewer
 * @param ownProcess whether nothing else in this process has databases open, so that their files
 *     may be opened beside the engine's own handles
 */
public record ReadOptions(Duration patience, int lanes, boolean ownProcess) {
  /** Ten seconds, two lanes. */
  public static final ReadOptions DEFAULT = new ReadOptions(Duration.ofSeconds(10), 2);

  /** In a process that is shared with others. */
  public ReadOptions(Duration patience, int lanes) {
    this(patience, lanes, false);
  }

  public ReadOptions {
    if (lanes < 1 || patience.isNegative()) {
      throw new IllegalArgumentException("lanes " + lanes + ", patience " + patience);
    }
  }
}

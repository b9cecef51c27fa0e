package dev.belay.diff;

import java.io.IOException;

/**
 * Takes the rows that differ, in identity order, as lines of the compared columns with their line
 * ends. The arrays are valid only during the call.
 */
public interface DiffSink {
  /** A row that only the aim has. */
  void insert(byte[] aim, int from, int to) throws IOException;

  /** A row that both have, in two versions. */
  void update(byte[] aim, int from, int to, byte[] live, int liveFrom, int liveTo)
      throws IOException;

  /** A row that only the other side has. */
  void delete(byte[] live, int from, int to) throws IOException;

  /**
   * A row that is the same on both sides. Called only where the two have different columns: else
   * equal rows are passed over together, and nobody looks at each.
   */
  default void same(byte[] live, int from, int to) throws IOException {}

  /** Takes nothing. */
  DiffSink NONE =
      new DiffSink() {
        @Override
        public void insert(byte[] aim, int from, int to) {}

        @Override
        public void update(byte[] aim, int from, int to, byte[] live, int liveFrom, int liveTo) {}

        @Override
        public void delete(byte[] live, int from, int to) {}
      };
}

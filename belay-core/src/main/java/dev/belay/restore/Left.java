package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * How a run left a table.
 *
 * @param digest the digest of its rows
 * @param uncompared the columns that the digest leaves out
 * @param state the rows themselves
 */
public record Left(String digest, List<String> uncompared, State state) {
  public Left {
    uncompared = List.copyOf(uncompared);
  }

  /** What a run left. */
  @FunctionalInterface
  public interface State {
    /** Opens it; empty where the snapshots that it follows from are gone. */
    Optional<ChunkedDataset> open() throws IOException;
  }
}

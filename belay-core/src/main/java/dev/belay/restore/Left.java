package dev.belay.restore;

import dev.belay.diff.ChunkedDataset;
import java.io.IOException;
import java.util.Optional;

/**
 * How a run left a table.
 *
 * @param digest the digest of its rows
 * @param state the rows themselves
 */
public record Left(String digest, State state) {
  /** What a run left. */
  @FunctionalInterface
  public interface State {
    /** Opens it; empty where the snapshots that it follows from are gone. */
    Optional<ChunkedDataset> open() throws IOException;
  }
}

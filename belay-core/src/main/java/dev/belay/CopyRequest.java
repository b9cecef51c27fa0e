package dev.belay;

import java.util.Optional;

/**
 * Which snapshots are to be copied.
 *
 * @param database only those of this database; empty for all
 */
public record CopyRequest(Optional<String> database) {
  /** The snapshots of every database. */
  public static final CopyRequest ALL = new CopyRequest(Optional.empty());

  /** The snapshots of one database. */
  public static CopyRequest of(String database) {
    return new CopyRequest(Optional.of(database));
  }
}

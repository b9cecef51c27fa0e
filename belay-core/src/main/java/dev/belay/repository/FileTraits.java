package dev.belay.repository;

import java.time.Instant;

/**
 * What a file has beside its content.
 *
 * @param mode the rights of owner, group and others, as in {@code chmod}
 * @param time when it was changed last
 */
public record FileTraits(int mode, Instant time) {
  /** The bits that are kept. */
  static final long PERMISSIONS = 0777;

  public FileTraits {
    mode = (int) (mode & PERMISSIONS);
  }
}

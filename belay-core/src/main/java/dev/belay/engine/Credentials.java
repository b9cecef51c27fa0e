package dev.belay.engine;

import java.io.IOException;
import java.util.Optional;

/**
 * Where a database's password comes from. Asked each time a connection is made, so that nothing
 * keeps it.
 */
@FunctionalInterface
public interface Credentials {
  /**
   * The password; empty where the engine's own means (PGPASSWORD, ~/.pgpass, trust) are to be used.
   */
  Optional<char[]> password() throws IOException;

  /** Only the engine's own means. */
  Credentials NONE = Optional::empty;
}

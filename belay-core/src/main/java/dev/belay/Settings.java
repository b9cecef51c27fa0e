package dev.belay;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link Belay} works with.
 *
 * @param repository where snapshots live: a path or location
 * @param password opens the repository
 * @param databases the databases that have names, by name
 * @param clock tells the time
 * @param tempDirectory where the index of the repository is spread out while it is in use
 */
public record Settings(
    String repository,
    RepositoryPassword password,
    Map<String, Target> databases,
    Clock clock,
    Optional<Path> tempDirectory) {
  public Settings {
    databases = Map.copyOf(databases);
  }
}

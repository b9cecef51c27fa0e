package dev.belay.config;

import dev.belay.Target;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code belay.yaml} says.
 *
 * @param repository where snapshots live, an absolute path
 * @param repositoryPassword what opens that repository
 * @param databases the databases that have names, by name; relative paths are already resolved
 */
public record BelayYaml(
    Optional<String> repository,
    Optional<SecretSource> repositoryPassword,
    Map<String, Target> databases) {
  /** What holds without a file. */
  public static final BelayYaml EMPTY = new BelayYaml(Optional.empty(), Optional.empty(), Map.of());

  public BelayYaml {
    databases = Map.copyOf(databases);
  }
}

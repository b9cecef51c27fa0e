package dev.belay.config;

import dev.belay.Target;
import dev.belay.model.Profile;
import dev.belay.retention.RetentionRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code belay.yaml} says.
 *
 * @param repositories where snapshots live: commands work with the first, the others have copies
 * @param databases the databases that have names, by name; relative paths are already resolved
 * @param chosen the names of the repositories of each database that says which
 * @param retention which snapshots to keep
 * @param profiles selections with their rules, by name
 * @param patience how long to wait for somebody else's lock on a database; empty where it does not
 *     say
 */
public record BelayYaml(
    List<NamedRepository> repositories,
    Map<String, Target> databases,
    Map<String, List<String>> chosen,
    RetentionRules retention,
    Map<String, Profile> profiles,
    Optional<Duration> patience) {
  /** What holds without a file. */
  public static final BelayYaml EMPTY =
      new BelayYaml(List.of(), Map.of(), Map.of(), RetentionRules.NONE, Map.of(), Optional.empty());

  public BelayYaml {
    repositories = List.copyOf(repositories);
    databases = Map.copyOf(databases);
    chosen = Map.copyOf(chosen);
    profiles = Map.copyOf(profiles);
  }

  /** The location of the first repository. */
  public Optional<String> repository() {
    return first().map(NamedRepository::location);
  }

  /** What opens the first repository. */
  public Optional<SecretSource> repositoryPassword() {
    return first().flatMap(NamedRepository::password);
  }

  /** The first repository. */
  public Optional<NamedRepository> first() {
    return repositories.stream().findFirst();
  }

  /** The repository of that name. */
  public Optional<NamedRepository> named(String name) {
    return repositories.stream().filter(r -> r.name().equals(name)).findFirst();
  }
}

package dev.belay.store;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a store may need beside its location.
 *
 * @param values what the configuration says of it, by the names that its provider knows
 * @param environment the variables of the process
 * @param cache where index and snapshots of remote storage may be kept; empty for nowhere
 */
public record StoreOptions(
    Map<String, String> values, Map<String, String> environment, Optional<Path> cache) {
  /** Nothing is said of it, and nothing kept. */
  public static final StoreOptions NONE = new StoreOptions(Map.of(), Map.of(), Optional.empty());

  public StoreOptions {
    values = Map.copyOf(values);
    environment = Map.copyOf(environment);
  }

  /** Those of this process, without a configuration. */
  public static StoreOptions system() {
    return ofEnvironment(System.getenv());
  }

  /** Those of an environment, without a configuration. */
  public static StoreOptions ofEnvironment(Map<String, String> environment) {
    return new StoreOptions(Map.of(), environment, cacheOf(environment));
  }

  /** The same with what the configuration says. */
  public StoreOptions with(Map<String, String> configured) {
    return new StoreOptions(configured, environment, cache);
  }

  /** The option's value. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The variable's value; empty where it is not set or empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** The home directory. */
  public Path home() {
    return Path.of(variable("HOME").orElse(System.getProperty("user.home", ".")));
  }

  private static Optional<Path> cacheOf(Map<String, String> environment) {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    // The specification says that a relative path is to be ignored.
    if (!base.isEmpty() && Path.of(base).isAbsolute()) {
      return Optional.of(Path.of(base, "belay"));
    }
    return home.isEmpty() ? Optional.empty() : Optional.of(Path.of(home, ".cache", "belay"));
  }
}

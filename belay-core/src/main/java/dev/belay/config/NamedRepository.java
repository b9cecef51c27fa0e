package dev.belay.config;

import java.util.Map;
import java.util.Optional;

/**
 * A repository that {@code belay.yaml} names.
 *
 * @param name empty where it is the only one
 * @param location an absolute path, or a location of other storage
 * @param password what opens it
 * @param options what its storage needs to know
 */
public record NamedRepository(
    String name, String location, Optional<SecretSource> password, Map<String, String> options) {
  public NamedRepository {
    options = Map.copyOf(options);
  }
}

package dev.belay;

import java.util.Map;

/**
 * A repository with a name.
 *
 * @param name what the configuration calls it
 * @param location where it is: a path or location
 * @param password opens it
 * @param options what its storage needs to know, by the names that its kind of storage takes
 */
public record Destination(
    String name, String location, RepositoryPassword password, Map<String, String> options) {
  public Destination {
    options = Map.copyOf(options);
  }
}

package dev.belay;

import java.util.List;
import java.util.Map;

/**
 * Where snapshots go beside the repository that commands work with.
 *
 * @param destinations all of those places
 * @param chosen the names of a database's repositories, by the database's name; one that is not
 *     here has copies everywhere
 */
public record Copies(List<Destination> destinations, Map<String, List<String>> chosen) {
  /** No copies. */
  public static final Copies NONE = new Copies(List.of(), Map.of());

  public Copies {
    destinations = List.copyOf(destinations);
    chosen = Map.copyOf(chosen);
  }

  /** Where a database's snapshots are copied to. */
  public List<Destination> of(String database) {
    List<String> names = chosen.get(database);
    return names == null
        ? destinations
        : destinations.stream().filter(d -> names.contains(d.name())).toList();
  }

  /** Whether snapshots of a database belong into a destination. */
  boolean belongs(String database, Destination destination) {
    return of(database).contains(destination);
  }
}

package dev.belay.model;

import java.util.List;

/**
 * What became of the copies.
 *
 * @param destinations each place that was to get some
 */
public record CopyResult(List<Place> destinations) {
  public CopyResult {
    destinations = List.copyOf(destinations);
  }

  /**
   * One place.
   *
   * @param name what the configuration calls it
   * @param location where it is
   * @param snapshots how many were copied
   * @param bytesStored how much it grew
   * @param notes of how many of its snapshots the pin, the tags or the description changed
   * @param problem why not all were copied; empty where all were
   * @param hint what to do about it
   */
  public record Place(
      String name,
      String location,
      int snapshots,
      long bytesStored,
      int notes,
      String problem,
      String hint) {
    public boolean ok() {
      return problem.isEmpty();
    }
  }

  /** Whether every place has every snapshot that belongs there. */
  public boolean ok() {
    return destinations.stream().allMatch(Place::ok);
  }
}

package dev.belay.model;

import java.util.Optional;

/**
 * A figure of a database that a profile asks for, before and after a run.
 *
 * @param name what the profile calls it
 * @param before its value before; empty where the query gave none or failed
 * @param after its value after; empty too while nothing was done
 */
public record Statistic(String name, Optional<String> before, Optional<String> after) {
  /** The same with its value after the run. */
  public Statistic then(Optional<String> value) {
    return new Statistic(name, before, value);
  }
}

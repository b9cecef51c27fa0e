package dev.belay;

import java.util.List;
import java.util.Optional;

/**
 * A comparison: what would turn {@code to} into {@code from}.
 *
 * @param from a snapshot, a database (name, path or URL), or a file that a restore takes
 * @param to the same; empty for the live database that {@code from} came from
 * @param tables only these; empty for all
 */
public record DiffRequest(String from, Optional<String> to, List<String> tables) {
  public DiffRequest {
    tables = List.copyOf(tables);
  }

  /** A snapshot, and the live database that it came from. */
  public static DiffRequest of(String snapshot) {
    return new DiffRequest(snapshot, Optional.empty(), List.of());
  }
}

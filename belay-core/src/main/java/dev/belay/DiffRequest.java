package dev.belay;

import java.util.List;
import java.util.Optional;

/**
 * A comparison: what would turn {@code to} into {@code from}.
 *
 * @param from a snapshot, or a database (name, path or URL)
 * @param to the same; empty for the live database that the snapshot {@code from} came from
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

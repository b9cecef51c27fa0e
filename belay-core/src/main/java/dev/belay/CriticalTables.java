package dev.belay;

import dev.belay.diff.ChunkedDataset;
import dev.belay.engine.Scratch;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Profile;
import dev.belay.model.Table;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables that a reset must not leave empty.
 *
 * @param profile whose they are
 * @param tables by what they are called: the partitions of a partitioned table are one
 */
record CriticalTables(Profile profile, Map<String, List<Table>> tables) {
  /** Opens a place for looking at what the reset leaves alone. */
  @FunctionalInterface
  interface Live {
    Scratch open() throws IOException;
  }

  /** REFUSED where the reset has a part in one of them, and it would have no rows afterwards. */
  void require(ChunkedDataset aim, Live live) throws IOException {
    for (Map.Entry<String, List<Table>> critical : tables.entrySet()) {
      List<Table> parts = critical.getValue();
      List<Optional<Long>> rows = parts.stream().map(t -> rows(t, aim)).toList();
      boolean emptied = rows.contains(Optional.of(0L));
      boolean filled = rows.stream().anyMatch(r -> r.filter(n -> n > 0).isPresent());
      List<Table> others = parts.stream().filter(t -> rows(t, aim).isEmpty()).toList();
      if (emptied && !filled && bare(others, live)) {
        throw new BelayException(
            ErrorCode.REFUSED,
            "table %s is critical in profile %s, and the reset would leave it empty"
                .formatted(critical.getKey(), profile.name()),
            "nothing was changed; give it a seed, or take it out of 'critical'");
      }
    }
  }

  /** How many rows a table will have; empty for one that the reset leaves alone. */
  private static Optional<Long> rows(Table table, ChunkedDataset aim) {
    return aim.catalog().table(table.name()).flatMap(aim::digest).map(TableDigest::rows);
  }

  private static boolean bare(List<Table> others, Live live) throws IOException {
    if (others.isEmpty()) {
      return true;
    }
    try (Scratch scratch = live.open()) {
      scratch.begin(List.of());
      for (Table table : others) {
        if (!scratch.bare(table.name())) {
          return false;
        }
      }
      return true;
    }
  }
}

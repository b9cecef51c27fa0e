package dev.belay.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a factory reset puts in place.
 *
 * @param seed the rows of tables: a file (text, CSV, JSON) by table
 * @param seedSql statements that fill the emptied tables: SQL files, in order
 * @param clear tables that are to have no rows
 * @param keep tables that stay as they are although they refer to rows that go, where their foreign
 *     keys allow it
 * @param restartCounters whether the numbering of new rows begins anew
 * @param export where to write what is there before, one JSON file a table and {@code
 *     summary.json}, in a folder with the time in its name; empty for nowhere
 */
public record Reset(
    Map<String, Seed> seed,
    List<Path> seedSql,
    List<String> clear,
    List<String> keep,
    boolean restartCounters,
    Optional<Path> export) {
  public Reset {
    seed = Profile.ordered(seed);
    seedSql = List.copyOf(seedSql);
    clear = List.copyOf(clear);
    keep = List.copyOf(keep);
  }

  /**
   * The rows of one table.
   *
   * @param file {@code .txt} (a line a row), {@code .csv} or {@code .json}, perhaps {@code .gz} or
   *     {@code .zst}
   * @param column the column that the lines of a text file fill; empty for the other formats
   */
  public record Seed(Path file, Optional<String> column) {}
}

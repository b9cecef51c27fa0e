package dev.belay.match;

import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.rows.Dataset;
import dev.belay.rows.RowSorter;
import dev.belay.rows.RowStream;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The live rows of a table, as far as matching needs them: what is compared and the key, ordered by
 * both.
 *
 * @param pairs the lines
 * @param largest the largest number in the key, where it is one
 * @param digest of the lines
 */
record LiveSide(Path pairs, long largest, TableDigest digest) {
  /**
   * Reads all of a table.
   *
   * @param seen what is compared of the values of a natural key
   */
  static LiveSide read(Spool spool, Dataset live, MatchStep step, UnaryOperator<byte[][]> seen)
      throws IOException {
    Table table = step.live();
    List<String> key = step.table().key();
    List<String> names = MatchPlan.names(table);
    int[] compared = step.by().stream().mapToInt(names::indexOf).toArray();
    int[] keys = key.stream().mapToInt(names::indexOf).toArray();
    RowSorter sorter = spool.sorter(order(step));
    long largest = 0;
    try (RowStream rows = live.rows(table)) {
      while (rows.next()) {
        byte[][] row = Fields.split(rows.buffer(), rows.start(), names.size());
        if (step.numbered()) {
          largest = Math.max(largest, Fields.number(row[keys[0]]));
        }
        sorter.add(Fields.line(seen.apply(Fields.pick(row, compared)), Fields.pick(row, keys)));
      }
    }
    return new LiveSide(sorter.finish(), largest, sorter.digest());
  }

  /** By what is compared, and equal rows by their keys. */
  static List<Form> order(MatchStep step) {
    Shape shape = Shape.of(step);
    return Stream.concat(
            Spool.bytes(step.by().size()).stream(), shape.forms(step.table().key()).stream())
        .toList();
  }
}

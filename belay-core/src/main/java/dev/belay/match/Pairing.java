package dev.belay.match;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.RowCount;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowSorter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Finds for the rows of a table the live rows that they are: one merge join, in which each live row
 * is found once. Of equal rows the first is the first, the second the second, and so on.
 */
final class Pairing {
  private final Spool spool;
  private final MatchStep step;
  private final Shape shape;
  private final UnaryOperator<byte[][]> seen;
  private final int compared;
  private final int[] lasts;

  /**
   * @param seen what is compared of the values of a natural key
   */
  Pairing(Spool spool, MatchStep step, UnaryOperator<byte[][]> seen) {
    this.seen = seen;
    this.spool = spool;
    this.step = step;
    this.shape = Shape.of(step);
    this.compared = step.by().size();
    this.lasts = shape.lasts(step.table().key());
  }

  /** Told of each row. */
  interface Found {
    /**
     * @param line the row; where it was found, with the live row's key as its last one
     */
    void row(byte[][] line, boolean found) throws IOException;
  }

  /**
   * Joins.
   *
   * @param work lines of work, in any order
   * @param live the live side's
   */
  void run(Path work, Path live, Found found) throws IOException {
    Path sorted = sort(work);
    RowLayout layout = RowLayout.leading(Spool.bytes(compared));
    int keys = step.table().key().size();
    int before = compared + keys;
    try (LineReader rows = new LineReader(sorted);
        LineReader there = new LineReader(live)) {
      boolean more = there.next();
      while (rows.next()) {
        while (more && order(layout, there, rows) < 0) {
          more = there.next();
        }
        byte[][] all = Fields.split(rows.buffer(), rows.start(), before + shape.width());
        byte[][] line = Arrays.copyOfRange(all, before, all.length);
        boolean same = more && order(layout, there, rows) == 0;
        if (same) {
          byte[][] id = Fields.split(there.buffer(), there.start(), compared + keys);
          for (int i = 0; i < keys; i++) {
            line[lasts[i]] = id[compared + i];
          }
          more = there.next();
        }
        found.row(line, same);
      }
    }
  }

  private Path sort(Path work) throws IOException {
    int[] values = shape.lasts(step.by());
    int[] keys = shape.sources(step.table().key());
    RowSorter sorter = spool.sorter(LiveSide.order(step));
    try (LineReader lines = new LineReader(work)) {
      while (lines.next()) {
        byte[][] line = Fields.split(lines.buffer(), lines.start(), shape.width());
        sorter.add(
            Fields.line(seen.apply(Fields.pick(line, values)), Fields.pick(line, keys), line));
      }
    }
    return sorter.finish();
  }

  /** REFUSED where a natural key is NULL, or two rows have the same. */
  void requireUnique(Path work, Path live, String source, String database) throws IOException {
    requireUnique(sort(work), source);
    requireUnique(live, database);
  }

  private void requireUnique(Path sorted, String where) throws IOException {
    RowLayout layout = RowLayout.leading(Spool.bytes(compared));
    int count = compared + step.table().key().size();
    Bad nulls = new Bad();
    Bad doubles = new Bad();
    byte[] before = {};
    try (LineReader lines = new LineReader(sorted)) {
      while (lines.next()) {
        byte[] now = Arrays.copyOfRange(lines.buffer(), lines.start(), lines.end());
        byte[][] fields = Fields.split(now, 0, count);
        byte[][] values = Arrays.copyOf(fields, compared);
        if (Fields.anyNull(values)) {
          byte[][] key = Arrays.copyOfRange(fields, compared, count);
          nulls.add(() -> shape.text(step.table().key(), key));
        } else if (before.length > 0
            && layout.compare(before, 0, before.length, now, 0, now.length) == 0) {
          doubles.add(() -> shape.text(step.by(), values));
        }
        before = now;
      }
    }
    String by = String.join(", ", step.by());
    if (nulls.count > 0) {
      throw refused(
          "%s of %s in %s %s no %s (NULL), by which they are to be matched (first: %s)"
              .formatted(
                  RowCount.of(nulls.count),
                  step.table().name(),
                  where,
                  nulls.count == 1 ? "has" : "have",
                  by,
                  nulls.example));
    }
    if (doubles.count > 0) {
      throw refused(
          "%s of %s in %s %s the %s of another one (first: %s)"
              .formatted(
                  RowCount.of(doubles.count),
                  step.table().name(),
                  where,
                  doubles.count == 1 ? "has" : "have",
                  by,
                  doubles.example));
    }
  }

  private BelayException refused(String message) {
    return new BelayException(
        ErrorCode.REFUSED,
        message,
        "nothing was changed; mend these rows, or match %s by more columns (--key %s=COLUMN,COLUMN)"
            .formatted(step.table().name(), step.table().name()));
  }

  /** Rows that are not as they should be: how many, and one of them. */
  private static final class Bad {
    private long count;
    private String example = "";

    void add(java.util.function.Supplier<String> one) {
      if (count++ == 0) {
        example = one.get();
      }
    }
  }

  private static int order(RowLayout layout, LineReader a, LineReader b) {
    return layout.compare(a.buffer(), a.start(), a.end(), b.buffer(), b.start(), b.end());
  }
}

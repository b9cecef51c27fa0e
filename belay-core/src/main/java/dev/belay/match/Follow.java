package dev.belay.match;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.RowCount;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowSorter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Lets one reference of a table's rows follow the rows that they refer to: one merge join. */
final class Follow {
  private static final byte[][] NOTHING = {};

  private final Spool spool;
  private final Shape shape;
  private final Link link;
  private final IdMap map;
  private final String source;
  private final boolean blind;
  private final List<Form> forms;
  private final int[] lasts;
  private long missing;
  private String example = "";

  /**
   * @param source what people call the dataset
   * @param blind whether the rows that are referred to have no ids there, so that none can be meant
   */
  Follow(Spool spool, Shape shape, Link link, IdMap map, String source, boolean blind) {
    this.spool = spool;
    this.shape = shape;
    this.link = link;
    this.map = map;
    this.source = source;
    this.blind = blind;
    this.forms = shape.forms(link.columns());
    this.lasts =
        link.columns().stream()
            .mapToInt(c -> shape.changed().contains(c) ? shape.last(c) : -1)
            .toArray();
  }

  /** What a join found for a row. */
  enum Fate {
    /** It refers to nothing. */
    NULL,
    /** The map has what it refers to. */
    FOUND,
    /** The map does not have it. */
    MISSING
  }

  /** Told of each row. */
  interface Found {
    /**
     * @param line the row, whose fields may be set
     * @param values where found, what it refers to will be
     */
    void row(byte[][] line, Fate fate, byte[][] values) throws IOException;
  }

  /** REFUSED where rows refer to what the source does not have. */
  Path run(Path work) throws IOException {
    Path followed = spool.next();
    try (Spool.Lines out = Spool.append(followed)) {
      join(
          work,
          shape.width(),
          0,
          (line, fate, values) -> {
            switch (blind && fate == Fate.FOUND ? Fate.MISSING : fate) {
              case FOUND -> set(line, 0, values);
              case MISSING -> lacks(line);
              case NULL -> {}
            }
            out.add(Fields.line(line));
          });
    }
    if (missing > 0) {
      String columns = String.join(", ", link.targetColumns());
      throw blind
          ? refused(
              " by %s, which those do not have there".formatted(columns),
              "nothing was changed; give the rows of %s their %s in the source, or leave %s out"
                  .formatted(link.target(), columns, shape.table().name()))
          : refused(
              " that it does not have",
              "they can't follow what is not there: leave %s out, or mend the source"
                  .formatted(shape.table().name()));
    }
    return followed;
  }

  private BelayException refused(String lacking, String next) {
    return new BelayException(
        ErrorCode.REFUSED,
        "%s of %s in %s %s to rows of %s%s (first: %s)"
            .formatted(
                RowCount.of(missing),
                shape.table().name(),
                source,
                RowCount.refer(missing),
                link.target(),
                lacking,
                example),
        next);
  }

  private void lacks(byte[][] line) {
    if (missing++ == 0) {
      example =
          shape.key(line)
              + ", "
              + shape.text(link.columns(), Fields.pick(line, shape.sources(link.columns())));
    }
  }

  /** Puts what a row refers to into the row, which begins at a field. */
  void set(byte[][] line, int begin, byte[][] values) {
    for (int i = 0; i < lasts.length; i++) {
      if (lasts[i] >= 0) {
        line[begin + lasts[i]] = Fields.as(map.forms().get(i), values[i], forms.get(i));
      }
    }
  }

  /**
   * Joins lines with the map.
   *
   * @param width how many fields they have
   * @param begin where in them the row begins
   */
  void join(Path work, int width, int begin, Found found) throws IOException {
    int count = link.columns().size();
    Path sorted = sort(work, width, begin, count);
    RowLayout layout = RowLayout.leading(Spool.bytes(count));
    try (LineReader rows = new LineReader(sorted);
        LineReader ids = new LineReader(map.file())) {
      boolean more = ids.next();
      while (rows.next()) {
        byte[][] all = Fields.split(rows.buffer(), rows.start(), count + width);
        byte[][] line = java.util.Arrays.copyOfRange(all, count, all.length);
        boolean isNull = false;
        for (int i = 0; i < count; i++) {
          isNull |= Fields.isNull(all[i]);
        }
        while (more && order(layout, ids, rows) < 0) {
          more = ids.next();
        }
        boolean same = more && !isNull && order(layout, ids, rows) == 0;
        if (same) {
          found.row(line, Fate.FOUND, values(ids, count));
        } else {
          found.row(line, isNull ? Fate.NULL : Fate.MISSING, NOTHING);
        }
      }
    }
  }

  private Path sort(Path work, int width, int begin, int count) throws IOException {
    int[] sources = shape.sources(link.columns());
    RowSorter sorter = spool.sorter(Spool.bytes(count));
    try (LineReader lines = new LineReader(work)) {
      while (lines.next()) {
        byte[][] line = Fields.split(lines.buffer(), lines.start(), width);
        byte[][] prefix = new byte[count][];
        for (int i = 0; i < count; i++) {
          prefix[i] = Fields.bare(forms.get(i), line[begin + sources[i]]);
        }
        sorter.add(Fields.line(prefix, line));
      }
    }
    return sorter.finish();
  }

  private static int order(RowLayout layout, LineReader a, LineReader b) {
    return layout.compare(a.buffer(), a.start(), a.end(), b.buffer(), b.start(), b.end());
  }

  private static byte[][] values(LineReader ids, int count) {
    byte[][] all = Fields.split(ids.buffer(), ids.start(), 2 * count);
    return java.util.Arrays.copyOfRange(all, count, all.length);
  }
}

package dev.belay.match;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.RowCount;
import dev.belay.model.TableName;
import dev.belay.rows.Dataset;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowSorter;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys of rows that no live row is: numbers behind all that are there and all that the table's
 * counter gave out, in the order of the source's; a uuid for a row that came without a key; other
 * keys stay as they are, if they are free.
 */
final class NewKeys {
  private final Spool spool;
  private final MatchStep step;
  private final Shape shape;
  private final String engine;
  private final int last;
  private boolean marked;

  /**
   * @param engine the database's
   */
  NewKeys(Spool spool, MatchStep step, String engine) {
    this.spool = spool;
    this.engine = engine;
    this.step = step;
    this.shape = Shape.of(step);
    this.last = shape.last(step.table().key().get(0));
  }

  /** Marks a row as one that gets a number or a uuid. */
  void mark(byte[][] line) {
    line[last] = Fields.NULL;
    marked = true;
  }

  /**
   * The rows with their numbers, and where the counter then stands.
   *
   * @param work lines of work
   * @param counter where it should stand; empty where no number was given
   */
  record Numbered(Path work, Optional<Counter> counter) {}

  /**
   * Gives keys to the rows that are marked.
   *
   * @param byKey lines of work in the order of the source's key
   */
  Numbered number(Path byKey, int keys, LiveSide side, List<Counter> live) throws IOException {
    TableName table = step.table().name();
    Optional<Counter> counter = counter(live);
    long given =
        Math.max(
            side.largest(),
            counter.map(c -> c.used() ? c.value() : c.value() - 1).orElse(Long.MIN_VALUE));
    long next = given;
    Path numbered = spool.next();
    try (Spool.Lines out = Spool.append(numbered);
        LineReader lines = new LineReader(byKey)) {
      while (lines.next()) {
        byte[][] all = Fields.split(lines.buffer(), lines.start(), keys + shape.width());
        byte[][] line = java.util.Arrays.copyOfRange(all, keys, all.length);
        boolean wanted = marked && Fields.isNull(line[last]);
        if (wanted && !step.numbered()) {
          line[last] = uuid(side, line[shape.source(step.table().key().get(0))]);
        } else if (wanted) {
          if (next >= most()) {
            throw new BelayException(
                ErrorCode.REFUSED,
                "%s has no numbers left for new rows: the largest is %d".formatted(table, next),
                "give the rows with the largest numbers others first");
          }
          line[last] = Fields.number(++next);
        }
        out.add(Fields.line(line));
      }
    }
    long end = next;
    return new Numbered(
        numbered,
        next == given
            ? counter
            : counter.map(c -> new Counter(c.name(), c.table(), c.column(), end, true)));
  }

  /**
   * Follows from what the row and the live rows hold, so that a plan and its run give the same, and
   * a row that was brought before and has another natural key now keeps its own.
   */
  private static byte[] uuid(LiveSide side, byte[] made) {
    String text = side.digest().hex() + new String(made, StandardCharsets.US_ASCII);
    UUID uuid = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.US_ASCII));
    return uuid.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private Optional<Counter> counter(List<Counter> counters) {
    return counters.stream().filter(this::numbers).findFirst();
  }

  /** Whether a counter numbers the rows of this table. */
  boolean numbers(Counter counter) {
    return counter.table().equals(Optional.of(step.table().name()))
        && (counter.column().isEmpty() || step.table().key().contains(counter.column()));
  }

  private long most() {
    String key = step.table().key().get(0);
    String type = step.live().column(key).map(Column::type).orElse("");
    if (engine.equals("sqlite")) {
      return Long.MAX_VALUE;
    }
    return type.equals("smallint")
        ? Short.MAX_VALUE
        : type.equals("integer") ? Integer.MAX_VALUE : Long.MAX_VALUE;
  }

  /** REFUSED where the key of a new row is that of a live one. */
  void requireFree(RowSorter created, Dataset live) throws IOException {
    List<String> key = step.table().key();
    RowLayout layout = RowLayout.leading(shape.forms(key));
    List<String> names = MatchPlan.names(step.live());
    int[] places = key.stream().mapToInt(names::indexOf).toArray();
    long taken = 0;
    String example = "";
    try (LineReader wanted = new LineReader(created.finish());
        RowStream rows = live.rows(step.live())) {
      boolean more = wanted.next();
      while (more && rows.next()) {
        byte[] there =
            Fields.line(
                Fields.pick(Fields.split(rows.buffer(), rows.start(), names.size()), places));
        int order = compare(layout, wanted, there);
        while (more && order < 0) {
          more = wanted.next();
          order = more ? compare(layout, wanted, there) : 1;
        }
        if (more && order == 0) {
          example = taken++ == 0 ? shape.text(key, Fields.split(there, 0, key.size())) : example;
        }
      }
    }
    if (taken > 0) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "%s of %s would be new, but other rows have their keys (first: %s)"
              .formatted(RowCount.of(taken), step.table().name(), example),
          "nothing was changed; give the rows in the source or in the database other keys");
    }
  }

  private static int compare(RowLayout layout, LineReader a, byte[] b) {
    return layout.compare(a.buffer(), a.start(), a.end(), b, 0, b.length);
  }
}

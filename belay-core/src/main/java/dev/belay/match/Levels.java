package dev.belay.match;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.RowCount;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowSorter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Matches the rows of a table that refer to each other, such as answers to comments: first those
 * that refer to none, then those that refer to these, and so on. Whatever refers to a new row is
 * new, too.
 */
final class Levels {
  /** What is known of a row at its level; it stands in front of the row. */
  private static final byte[] READY = {'r'};

  private static final byte[] NEW = {'n'};
  private static final byte[] WAITING = {'w'};

  private final Spool spool;
  private final MatchStep step;
  private final Shape shape;
  private final Pairing pairing;
  private final String source;
  private final Path known;

  Levels(Spool spool, MatchStep step, Pairing pairing, String source) {
    this.spool = spool;
    this.step = step;
    this.shape = Shape.of(step);
    this.pairing = pairing;
    this.source = source;
    this.known = spool.next();
  }

  /** Gives each row to {@code found}, in no order. */
  void run(Path work, Path live, Pairing.Found found) throws IOException {
    Path pending = spool.next();
    long left = 0;
    try (Spool.Lines out = Spool.append(pending);
        LineReader lines = new LineReader(work)) {
      while (lines.next()) {
        out.add(Fields.line(new byte[][] {READY}, row(lines)));
        left++;
      }
    }
    try (Spool.Lines begun = Spool.append(known)) {
      begun.out().flush();
    }
    while (left > 0) {
      Level level = level(pending, live, found);
      if (level.left() == left) {
        throw circle(level);
      }
      pending = level.pending();
      left = level.left();
    }
  }

  private byte[][] row(LineReader lines) {
    return Fields.split(lines.buffer(), lines.start(), shape.width());
  }

  /**
   * What one level leaves.
   *
   * @param pending the rows that wait
   * @param left how many
   */
  private record Level(Path pending, long left) {}

  private Level level(Path pending, Path live, Pairing.Found found) throws IOException {
    IdMap map = map();
    Path judged = pending;
    for (Link link : step.self()) {
      judged = judge(judged, link, map);
    }
    Path waiting = spool.next();
    Path ready = spool.next();
    long left = 0;
    try (Spool.Lines toWait = Spool.append(waiting);
        Spool.Lines toMatch = Spool.append(ready);
        Spool.Lines toKnow = Spool.append(known);
        LineReader lines = new LineReader(judged)) {
      while (lines.next()) {
        byte[][] all = Fields.split(lines.buffer(), lines.start(), shape.width() + 1);
        byte[][] row = Arrays.copyOfRange(all, 1, all.length);
        if (Arrays.equals(all[0], WAITING)) {
          toWait.add(Fields.line(new byte[][] {READY}, row));
          left++;
        } else if (Arrays.equals(all[0], NEW)) {
          tell(row, false, toKnow, found);
        } else {
          toMatch.add(Fields.line(row));
        }
      }
    }
    try (Spool.Lines toKnow = Spool.append(known)) {
      pairing.run(ready, live, (row, is) -> tell(row, is, toKnow, found));
    }
    return new Level(waiting, left);
  }

  private void tell(byte[][] row, boolean is, Spool.Sink toKnow, Pairing.Found found)
      throws IOException {
    List<String> key = step.table().key();
    byte[][] last = is ? Fields.pick(row, shape.lasts(key)) : new byte[][] {Fields.NULL};
    toKnow.add(
        Fields.line(Fields.bare(shape.forms(key), Fields.pick(row, shape.sources(key))), last));
    found.row(row, is);
  }

  private IdMap map() throws IOException {
    List<Form> forms = shape.forms(step.table().key());
    RowSorter sorter = spool.sorter(Spool.bytes(forms.size()));
    try (LineReader lines = new LineReader(known)) {
      while (lines.next()) {
        sorter.add(Arrays.copyOfRange(lines.buffer(), lines.start(), lines.end()));
      }
    }
    return new IdMap(sorter.finish(), forms);
  }

  private Path judge(Path pending, Link link, IdMap map) throws IOException {
    Path judged = spool.next();
    Follow follow = new Follow(spool, shape, link, map, source, false);
    try (Spool.Lines out = Spool.append(judged)) {
      follow.join(
          pending,
          shape.width() + 1,
          1,
          (line, fate, values) -> {
            if (fate == Follow.Fate.MISSING) {
              line[0] = WAITING;
            } else if (fate == Follow.Fate.FOUND && Fields.anyNull(values)) {
              line[0] = Arrays.equals(line[0], WAITING) ? WAITING : NEW;
            } else if (fate == Follow.Fate.FOUND) {
              follow.set(line, 1, values);
            }
            out.add(Fields.line(line));
          });
    }
    return judged;
  }

  private BelayException circle(Level level) throws IOException {
    String example = "";
    try (LineReader lines = new LineReader(level.pending())) {
      if (lines.next()) {
        byte[][] all = Fields.split(lines.buffer(), lines.start(), shape.width() + 1);
        example = shape.key(Arrays.copyOfRange(all, 1, all.length));
      }
    }
    return new BelayException(
        ErrorCode.REFUSED,
        "%s of %s in %s refer to each other in a circle, or to rows that are not there (first: %s)"
            .formatted(RowCount.of(level.left()), step.table().name(), source, example),
        "name a natural key for %s (--key %s=COLUMN)"
            .formatted(step.table().name(), step.table().name()));
  }
}

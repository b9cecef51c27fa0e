package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.rows.RowLayout;
import dev.belay.rows.TableDigest;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Puts the rows of a table into the order of their identity, whatever their number: pieces that fit
 * into memory are sorted there and kept on disk as runs, which are merged at the end. Rows that
 * come in order, as those of an export do, make a single run, and nothing is merged.
 */
final class RowSorter implements Closeable {
  private static final int PIECE = 8 << 20;
  private static final int FAN_IN = 32;

  private final Table table;
  private final RowLayout layout;
  private final Path directory;
  private final int piece;
  private final List<Path> runs = new ArrayList<>();
  private final TableDigest.Sum digest = new TableDigest.Sum();
  private byte[] lines = new byte[1 << 16];
  private int[] starts = new int[1 << 10];
  private int count;
  private int length;
  private byte[] last = {};
  private int names;

  RowSorter(Table table, Path directory) {
    this(table, directory, PIECE);
  }

  /**
   * @param piece how many bytes of rows are sorted in memory
   */
  RowSorter(Table table, Path directory, int piece) {
    this.table = table;
    this.layout = RowLayout.of(table);
    this.directory = directory;
    this.piece = piece;
  }

  /** Takes a row: a line of COPY text with its line end. */
  void add(byte[] line) throws IOException {
    if (count > 0 && (length + (long) line.length > piece)) {
      spill();
    }
    if (length + line.length > lines.length) {
      lines =
          Arrays.copyOf(lines, Math.max(length + line.length, Math.min(piece, lines.length * 2)));
    }
    if (count + 1 >= starts.length) {
      starts = Arrays.copyOf(starts, starts.length * 2);
    }
    System.arraycopy(line, 0, lines, length, line.length);
    starts[count++] = length;
    length += line.length;
    starts[count] = length;
    digest.addLine(line, 0, line.length);
  }

  /** Number and digest of all rows. */
  TableDigest digest() {
    return digest.total();
  }

  private void spill() throws IOException {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) -> layout.compare(lines, starts[a], starts[a + 1], lines, starts[b], starts[b + 1]));
    boolean goesOn =
        !runs.isEmpty()
            && layout.compare(last, 0, last.length, lines, starts[order[0]], starts[order[0] + 1])
                <= 0;
    Path run = goesOn ? runs.get(runs.size() - 1) : next();
    try (OutputStream out = appending(run)) {
      for (Integer i : order) {
        out.write(lines, starts[i], starts[i + 1] - starts[i]);
      }
    }
    if (!goesOn) {
      runs.add(run);
    }
    int end = order[count - 1];
    last = Arrays.copyOfRange(lines, starts[end], starts[end + 1]);
    count = 0;
    length = 0;
    if (lines.length > piece) {
      lines = new byte[1 << 16];
    }
  }

  private Path next() {
    return directory.resolve("run-" + names++);
  }

  private static OutputStream appending(Path file) throws IOException {
    return new BufferedOutputStream(
        Files.newOutputStream(
            file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND),
        1 << 16);
  }

  /**
   * All rows are there.
   *
   * @return the file that holds them in order
   */
  Path finish() throws IOException {
    if (count > 0) {
      spill();
    }
    lines = new byte[0];
    starts = new int[0];
    while (runs.size() > 1) {
      List<Path> some = List.copyOf(runs.subList(0, Math.min(FAN_IN, runs.size())));
      runs.subList(0, some.size()).clear();
      runs.add(merge(some));
    }
    if (runs.isEmpty()) {
      runs.add(Files.createFile(next()));
    }
    refuseDoubles(runs.get(0));
    return runs.get(0);
  }

  private Path merge(List<Path> some) throws IOException {
    Path merged = next();
    PriorityQueue<LineReader> heads =
        new PriorityQueue<>(
            (a, b) ->
                layout.compare(a.buffer(), a.start(), a.end(), b.buffer(), b.start(), b.end()));
    List<LineReader> open = new ArrayList<>();
    try (OutputStream out = appending(merged)) {
      for (Path run : some) {
        LineReader reader = new LineReader(run);
        open.add(reader);
        if (reader.next()) {
          heads.add(reader);
        }
      }
      while (!heads.isEmpty()) {
        LineReader least = heads.remove();
        out.write(least.buffer(), least.start(), least.end() - least.start());
        if (least.next()) {
          heads.add(least);
        }
      }
    } finally {
      for (LineReader reader : open) {
        reader.close();
      }
    }
    for (Path run : some) {
      Files.delete(run);
    }
    return merged;
  }

  /** Two rows with one key could not both be in the table. */
  private void refuseDoubles(Path sorted) throws IOException {
    if (!layout.keyed()) {
      return;
    }
    byte[] before = {};
    try (LineReader reader = new LineReader(sorted)) {
      while (reader.next()) {
        byte[] now = Arrays.copyOfRange(reader.buffer(), reader.start(), reader.end());
        boolean same =
            before.length > 0
                && layout.compare(before, 0, before.length, now, 0, now.length) == 0
                && !(table.keyNullable() && Arrays.equals(before, now));
        if (same) {
          throw new BelayException(
              ErrorCode.REFUSED,
              "the file has two rows of %s with the same %s: %s"
                  .formatted(table.name(), String.join(", ", table.key()), key(now)),
              "take one of them out");
        }
        before = now;
      }
    }
  }

  private String key(byte[] line) {
    int columns = table.stored().size();
    int[] bounds = RowLayout.bounds(line, 0, columns);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      if (table.key().contains(table.stored().get(i).name())) {
        values.add(
            dev.belay.rows.FieldText.of(
                    table.stored().get(i).form(), line, bounds[i], bounds[i + 1] - 1)
                .orElse("NULL"));
      }
    }
    return String.join(", ", values);
  }

  @Override
  public void close() throws IOException {
    for (Path run : runs) {
      Files.deleteIfExists(run);
    }
  }
}

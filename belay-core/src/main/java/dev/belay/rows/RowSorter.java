package dev.belay.rows;

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
 * Puts rows into an order, whatever their number: pieces that fit into memory are sorted there and
 * kept on disk as runs, which are merged at the end. Rows that come in order, as those of an export
 * do, make a single run, and nothing is merged.
 */
public final class RowSorter implements Closeable {
  private static final int PIECE = 8 << 20;
  private static final int FAN_IN = 32;

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

  /**
   * @param layout the order
   * @param directory an empty one of its own
   */
  public RowSorter(RowLayout layout, Path directory) {
    this(layout, directory, PIECE);
  }

  /**
   * @param piece how many bytes of rows are sorted in memory
   */
  RowSorter(RowLayout layout, Path directory, int piece) {
    this.layout = layout;
    this.directory = directory;
    this.piece = piece;
  }

  /** Takes a row: a line of COPY text with its line end. */
  public void add(byte[] line) throws IOException {
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
  public TableDigest digest() {
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
        new SlicedOutput(
            Files.newOutputStream(
                file,
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND)),
        1 << 16);
  }

  /**
   * All rows are there.
   *
   * @return the file that holds them in order
   */
  public Path finish() throws IOException {
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

  @Override
  public void close() throws IOException {
    for (Path run : runs) {
      Files.deleteIfExists(run);
    }
  }
}

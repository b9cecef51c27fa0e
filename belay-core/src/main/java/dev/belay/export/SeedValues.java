package dev.belay.export;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.CopyText;
import dev.belay.rows.LineReader;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowSorter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values of some columns, with the lines of the file that they stand in, sorted on disk: to
 * find those that are there twice, and those that another list does not have.
 */
final class SeedValues {
  private final int width;
  private final RowSorter sorter;
  private final RowLayout layout;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * @param width how many columns
   * @param directory a private place
   */
  SeedValues(int width, Path directory) {
    this.width = width;
    List<Column> columns = new ArrayList<>();
    List<String> key = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      columns.add(new Column("v" + i, "", Form.BYTES, false, false, false));
      key.add("v" + i);
    }
    columns.add(new Column("line", "", Form.INTEGER, false, false, false));
    TableName name = new TableName("seed", "values");
    this.sorter = new RowSorter(RowLayout.of(table(name, columns, List.of())), directory);
    this.layout = RowLayout.of(table(name, columns, key));
  }

  private static Table table(TableName name, List<Column> columns, List<String> key) {
    return new Table(name, columns, key, false, false, List.of(), List.of(), "");
  }

  void add(List<String> values, long at) throws IOException {
    line.reset();
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      CopyText.escape(line, bytes, 0, bytes.length);
      line.write('\t');
    }
    line.writeBytes((at + "\n").getBytes(StandardCharsets.US_ASCII));
    sorter.add(line.toByteArray());
  }

  /** All are there. */
  Sorted sorted() throws IOException {
    return new Sorted(sorter.finish(), layout, width);
  }

  /**
   * A place in the file.
   *
   * @param values what stands there
   * @param line its line
   */
  record Place(List<String> values, long line) {}

  /** The values in order. */
  record Sorted(Path file, RowLayout layout, int width) {

    /** Values that are there more than once: the first few, each with all its places. */
    List<List<Place>> doubles(int most) throws IOException {
      List<List<Place>> found = new ArrayList<>();
      try (LineReader reader = new LineReader(file)) {
        byte[] before = {};
        boolean same = false;
        while (reader.next() && (found.size() < most || same)) {
          byte[] now = Arrays.copyOfRange(reader.buffer(), reader.start(), reader.end());
          boolean again = before.length > 0 && compare(before, now) == 0;
          if (again && !same && found.size() < most) {
            found.add(new ArrayList<>(List.of(place(before))));
          }
          if (again && !found.isEmpty()) {
            found.get(found.size() - 1).add(place(now));
          }
          same = again;
          before = now;
        }
      }
      return found;
    }

    /**
     * Values that the other list does not have.
     *
     * @param most how many places are told
     */
    Missing missing(Sorted other, int most) throws IOException {
      List<Place> first = new ArrayList<>();
      long count = 0;
      try (LineReader mine = new LineReader(file);
          LineReader theirs = new LineReader(other.file)) {
        boolean more = theirs.next();
        while (mine.next()) {
          byte[] now = Arrays.copyOfRange(mine.buffer(), mine.start(), mine.end());
          while (more && compare(theirs, now) < 0) {
            more = theirs.next();
          }
          if (!more || compare(theirs, now) != 0) {
            count++;
            if (first.size() < most) {
              first.add(place(now));
            }
          }
        }
      }
      return new Missing(count, first);
    }

    private int compare(byte[] a, byte[] b) {
      return layout.compare(a, 0, a.length, b, 0, b.length);
    }

    private int compare(LineReader a, byte[] b) {
      return layout.compare(a.buffer(), a.start(), a.end(), b, 0, b.length);
    }

    private Place place(byte[] line) {
      int[] bounds = RowLayout.bounds(line, 0, width + 1);
      List<String> values = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        values.add(
            new String(
                CopyText.unescape(line, bounds[i], bounds[i + 1] - 1), StandardCharsets.UTF_8));
      }
      String at =
          new String(
              line,
              bounds[width],
              bounds[width + 1] - 1 - bounds[width],
              StandardCharsets.US_ASCII);
      return new Place(values, Long.parseLong(at));
    }
  }

  /**
   * Values that are not there.
   *
   * @param count how many
   * @param first the first of them
   */
  record Missing(long count, List<Place> first) {}
}

package dev.belay.diff;

import dev.belay.model.Column;
import dev.belay.rows.RowLayout;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some columns of a row, in another order: how rows of two structures are made comparable. Holds
 * the line that it made last; for one thread.
 */
public final class Projection {
  private final int @Nullable [] sources;
  private final int columns;
  private byte[] line = new byte[256];
  private int length;

  private Projection(int @Nullable [] sources, int columns) {
    this.sources = sources;
    this.columns = columns;
  }

  /**
   * From lines with the columns {@code from} to lines with the columns {@code to}, matched by name.
   */
  public static Projection of(List<Column> from, List<Column> to) {
    List<String> names = from.stream().map(Column::name).toList();
    int[] sources = to.stream().mapToInt(c -> names.indexOf(c.name())).toArray();
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] < 0) {
        throw new IllegalArgumentException("no column " + to.get(i).name());
      }
    }
    boolean same = from.size() == to.size();
    for (int i = 0; same && i < sources.length; i++) {
      same = sources[i] == i;
    }
    return new Projection(same ? null : sources, from.size());
  }

  /** Whether lines stay as they are. */
  public boolean identity() {
    return sources == null;
  }

  /**
   * Projects {@code bytes[from..to)}; the result is {@link #line()}{@code [0..}{@link
   * #length()}{@code )}.
   */
  public void apply(byte[] bytes, int from, int to) {
    reserve(to - from);
    int[] order = sources;
    if (order == null) {
      System.arraycopy(bytes, from, line, 0, to - from);
      length = to - from;
      return;
    }
    int[] bounds = RowLayout.bounds(bytes, from, columns);
    length = 0;
    for (int source : order) {
      int size = bounds[source + 1] - bounds[source];
      System.arraycopy(bytes, bounds[source], line, length, size);
      length += size;
      line[length - 1] = '\t';
    }
    line[length - 1] = '\n';
  }

  private void reserve(int size) {
    if (line.length < size) {
      line = Arrays.copyOf(line, Math.max(size, line.length * 2));
    }
  }

  public byte[] line() {
    return line;
  }

  public int length() {
    return length;
  }
}

package dev.belay.rows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Rows that a test has in memory: lines of COPY text, each with its line feed. */
public final class Lines {
  private Lines() {}

  /** A line of these fields as they stand. */
  public static byte[] line(String... fields) {
    return (String.join("\t", fields) + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  public static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  public static String text(byte[] line) {
    return text(line, 0, line.length);
  }

  public static int compare(RowLayout layout, byte[] a, byte[] b) {
    return layout.compare(a, 0, a.length, b, 0, b.length);
  }

  /** The lines in the layout's order; of several with one key, the first. */
  public static List<byte[]> asTable(RowLayout layout, List<byte[]> lines) {
    List<byte[]> sorted = new ArrayList<>(lines);
    sorted.sort((a, b) -> compare(layout, a, b));
    if (!layout.keyed()) {
      return sorted;
    }
    List<byte[]> rows = new ArrayList<>();
    for (byte[] line : sorted) {
      boolean again =
          !rows.isEmpty()
              && compare(layout, rows.get(rows.size() - 1), line) == 0
              && !Arrays.equals(rows.get(rows.size() - 1), line);
      if (!again) {
        rows.add(line);
      }
    }
    return rows;
  }

  /**
   * These lines as they would come from a database. The buffer is overwritten by each row, as an
   * engine's is.
   */
  public static RowStream stream(Iterable<byte[]> lines) {
    Iterator<byte[]> left = lines.iterator();
    return new RowStream() {
      private byte[] buffer = new byte[16];
      private int end;

      @Override
      public boolean next() {
        if (!left.hasNext()) {
          return false;
        }
        byte[] line = left.next();
        if (line.length > buffer.length) {
          buffer = new byte[line.length];
        }
        System.arraycopy(line, 0, buffer, 0, line.length);
        end = line.length;
        return true;
      }

      @Override
      public byte[] buffer() {
        return buffer;
      }

      @Override
      public int start() {
        return 0;
      }

      @Override
      public int end() {
        return end;
      }

      @Override
      public void close() {}
    };
  }
}

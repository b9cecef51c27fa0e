package dev.belay.rows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a file of lines, one after the other, with room for the longest. */
public final class LineReader implements RowStream {
  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;
  private int filled;

  public LineReader(Path file) throws IOException {
    this.in = Files.newInputStream(file);
  }

  @Override
  public boolean next() throws IOException {
    start = end;
    int at = start;
    while (true) {
      while (at < filled) {
        if (buffer[at++] == '\n') {
          end = at;
          return true;
        }
      }
      at -= start;
      if (!more()) {
        return false;
      }
    }
  }

  /** Reads on behind the line that has begun, which then stands at the front. */
  private boolean more() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, filled - start);
    filled -= start;
    start = 0;
    end = 0;
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, filled, Math.min(buffer.length - filled, SlicedOutput.SLICE));
    filled += Math.max(read, 0);
    return read >= 0;
  }

  @Override
  public byte[] buffer() {
    return buffer;
  }

  @Override
  public int start() {
    return start;
  }

  @Override
  public int end() {
    return end;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

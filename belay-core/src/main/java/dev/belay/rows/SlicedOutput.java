package dev.belay.rows;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes much in slices. A channel asks for memory outside the heap as large as what it is given at
 * once, which for the row of a large value is more than there is.
 */
public final class SlicedOutput extends FilterOutputStream {
  /** The most that is given, and should be asked for, at once. */
  static final int SLICE = 1 << 20;

  public SlicedOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int end = from + length;
    for (int at = from; at < end; at += SLICE) {
      out.write(bytes, at, Math.min(SLICE, end - at));
    }
  }
}

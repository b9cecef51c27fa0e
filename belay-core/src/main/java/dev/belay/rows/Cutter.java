package dev.belay.rows;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of rows into chunks of about {@value #AVERAGE} bytes at row boundaries that the
 * content chooses, so that a changed row moves no boundary but perhaps its own.
 *
 * <p>After a row of {@code n} bytes a chunk ends with probability {@code n / AVERAGE}, decided by
 * the hash of the row's identity; not before {@value #SMALLEST} bytes, and always at {@value
 * #LARGEST}. A row larger than that is a chunk of its own. For one thread.
 */
public final class Cutter implements Closeable {
  /** The aimed-at distance between two boundaries, without the bounds below. */
  public static final int AVERAGE = 1 << 20;

  /** No chunk but a table's last is smaller. */
  public static final int SMALLEST = 1 << 18;

  /** No chunk but a single row is larger. */
  public static final int LARGEST = 4 << 20;

  private final RowStream rows;
  private final RowLayout layout;
  // Grows: of ten thousand tables most are small, and a chunk's worth for each is much to clear.
  private byte[] buffer = new byte[1 << 16];
  private boolean pending;
  private int previous = -1;
  private int previousEnd;

  public Cutter(RowStream rows, RowLayout layout) {
    this.rows = rows;
    this.layout = layout;
  }

  /** The next chunk, or null after the last one. */
  public @Nullable Chunk next() throws IOException {
    int length = 0;
    TableDigest.Sum digest = new TableDigest.Sum();
    while (pending || rows.next()) {
      pending = false;
      int size = rows.end() - rows.start();
      if (length > 0 && length + size > LARGEST) {
        pending = true;
        break;
      }
      checkOrder();
      reserve(length, size);
      System.arraycopy(rows.buffer(), rows.start(), buffer, length, size);
      digest.addLine(buffer, length, length + size);
      previous = length;
      length += size;
      previousEnd = length;
      if (length >= SMALLEST && boundaryAfter(length - size, length)) {
        break;
      }
    }
    return length == 0 ? null : new Chunk(buffer, length, digest.total());
  }

  /** What is stored out of order could never be compared again, so it is not stored. */
  private void checkOrder() throws IOException {
    // The last chunk's last row still lies where it was: nobody may change the buffer.
    if (previous >= 0
        && layout.compare(buffer, previous, previousEnd, rows.buffer(), rows.start(), rows.end())
            > 0) {
      throw new IOException("the database does not give the rows in the order of their key");
    }
  }

  private boolean boundaryAfter(int from, int to) {
    long fraction = layout.identityHash(buffer, from, to) >>> 32;
    return fraction * AVERAGE < ((long) (to - from) << 32);
  }

  private void reserve(int length, int size) {
    long wanted = (long) length + size;
    if (wanted > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException("a row of " + size + " bytes is larger than a row can be");
    }
    if (wanted > buffer.length) {
      long grown = Math.max(wanted, Math.min((long) buffer.length * 2, LARGEST));
      buffer = Arrays.copyOf(buffer, (int) grown);
    } else if (length == 0 && buffer.length > LARGEST && size <= LARGEST) {
      // A huge row has passed: give its memory back.
      buffer = new byte[2 * AVERAGE];
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}

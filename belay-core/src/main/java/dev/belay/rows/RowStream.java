package dev.belay.rows;

import java.io.Closeable;
import java.io.IOException;

/**
 * Rows of one table in identity order, each a line of COPY text that ends with {@code \n}. For one
 * thread at a time.
 *
 * <p>{@code buffer()[start()..end())} is the current row with its line end; it is valid until the
 * next call of {@link #next()} and must not be changed.
 */
public interface RowStream extends Closeable {
  /** No rows. */
  RowStream NONE =
      new RowStream() {
        @Override
        public boolean next() {
          return false;
        }

        @Override
        public byte[] buffer() {
          throw new IllegalStateException("there is no row");
        }

        @Override
        public int start() {
          throw new IllegalStateException("there is no row");
        }

        @Override
        public int end() {
          throw new IllegalStateException("there is no row");
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  /** Moves to the next row; false where there is none. The first call moves to the first row. */
  boolean next() throws IOException;

  byte[] buffer();

  int start();

  int end();
}

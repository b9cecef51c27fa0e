package dev.belay.engine;

import java.io.Closeable;
import java.io.IOException;

/**
 * The changes to one table, kept aside in the database (a temporary table) until {@link
 * Change#apply}. Lines hold exactly the columns that the stage was opened with, as COPY text with
 * its line end. Each row is staged at most once. For one thread at a time; stages of different
 * tables may be filled from different threads.
 */
public interface Stage extends Closeable {
  /** A row that the table does not have. */
  void insert(byte[] line, int from, int to) throws IOException;

  /** The new version of a row that the table has, found by its key. */
  void update(byte[] line, int from, int to) throws IOException;

  /**
   * The same where the live row is known: the table may then keep what is equal in all such rows.
   */
  default void update(byte[] line, int from, int to, byte[] live, int liveFrom, int liveTo)
      throws IOException {
    update(line, from, to);
  }

  /** A row that the table has and is to lose: the row as it is. */
  void delete(byte[] line, int from, int to) throws IOException;

  /** All has been staged. */
  @Override
  void close() throws IOException;
}

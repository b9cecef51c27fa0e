package dev.belay.store;

import java.io.IOException;

/**
 * A file that is being written and has no name yet; nobody sees it before {@link #commit}. Closing
 * one that was not committed discards it. For one thread at a time.
 */
public interface Draft extends AutoCloseable {
  /** Adds bytes at the end. The array may be used again at return. */
  void append(byte[] bytes, int offset, int length) throws IOException;

  /** How many bytes were appended. */
  long length();

  /**
   * Gives the file its name, after checking that all appended bytes arrived, and makes it durable
   * as {@link Store} promises. After an error the file may be there or not, but never in part.
   */
  void commit(String name) throws IOException;

  @Override
  void close() throws IOException;
}

package dev.belay.export;

import java.io.IOException;
import java.util.List;

/**
 * A way to write tables. A new one is one class, and one line in {@link Formats}; one whose library
 * not everybody wants lies in a module of its own and is found by {@link java.util.ServiceLoader}.
 * Stateless, for any thread.
 */
public interface Format {
  /** What people call it. */
  String name();

  /** How its files' names end, without the dot; the first one is the usual one. */
  List<String> suffixes();

  /** Whether one file holds any number of tables; else it holds one. */
  boolean manyTables();

  /** Whether it is written from the beginning to the end, so that it may go anywhere. */
  boolean streams();

  /**
   * Writes everything. Whatever fails leaves nothing under the destination's name.
   *
   * @param content what; a single table where {@link #manyTables()} is false
   * @param to where: its stream where {@link #streams()}, else its file
   * @param options what the person wants otherwise
   */
  void write(Content content, Destination to, Options options) throws IOException;

  /**
   * What formats may be asked for; one that has no use for it passes over it.
   *
   * @param formulaGuard whether text that a spreadsheet would take for a formula gets a {@code '}
   *     before it
   * @param structure whether the structure is written too, so that a new database can be made of
   *     the file, where the format has a place for it
   */
  record Options(boolean formulaGuard, boolean structure) {}
}

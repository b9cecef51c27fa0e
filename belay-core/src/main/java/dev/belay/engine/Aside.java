package dev.belay.engine;

import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.Table;
import dev.belay.rows.Chunk;
import dev.belay.rows.RowStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database that is built aside: nobody sees it before {@link #commit}, so its parts need no
 * common transaction and come in over several connections. Used in this order:
 *
 * <pre>
 * load          each table, from several threads
 * loaded
 * index, rows   each table, from several threads
 * finish
 * commitMark, commit
 * </pre>
 *
 * Closing without {@link #commit} drops it; an IOException says that it could not.
 */
public interface Aside extends Closeable {
  /** Whole rows as COPY text, a piece at a time. */
  @FunctionalInterface
  interface Rows {
    /** The next rows, valid until the next call; null after the last. */
    @Nullable Chunk next() throws IOException;
  }

  /** How many tables are worked on at once. */
  int lanes();

  /**
   * Fills a table. Triggers, rules and defaults take no part.
   *
   * @param columns those that the rows hold, in that order
   * @return how many rows the server says it took
   */
  long load(Table table, List<Column> columns, Rows rows) throws IOException;

  /**
   * All rows are in. What the server has to write to disk anyway may begin now, beside the work.
   */
  void loaded() throws IOException;

  /** Builds the table's indexes and unique keys. */
  void index(Table table) throws IOException;

  /** All rows of a table, in no promised order. */
  RowStream rows(Table table, List<Column> columns) throws IOException;

  /** Builds everything else that comes after the rows, and sets the counters. */
  void finish(List<Counter> counters) throws IOException;

  /** What was left out of the structure, and why. */
  List<String> warnings();

  /**
   * Puts it in the empty database's place, in a transaction that is still open: nobody can connect
   * to either until its end.
   *
   * @return what tells later whether that transaction committed
   */
  String commitMark() throws IOException;

  /** Commits; durable when it returns. */
  void commit() throws IOException;

  /**
   * After {@link #commit}: drops the empty database whose place was taken.
   *
   * @return what is to be told; empty where all went well
   */
  List<String> clear() throws IOException;
}

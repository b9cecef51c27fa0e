package dev.belay.engine;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.TableName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One live database. Each method opens the connections that it needs and gives them back when what
 * it returned is closed. For any thread.
 */
public interface Database {
  Address address();

  /** Whether the file or the server's database is there at all. */
  boolean exists() throws IOException;

  /**
   * Whether the engine itself keeps foreign keys, so that references which do not hold are not
   * normal in its data.
   */
  default boolean enforcesReferences() {
    return true;
  }

  /** NOT_FOUND where there is no such database. */
  default void requireExists() throws IOException {
    if (!exists()) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "there is no database at " + address().display(),
          "check the path or name");
    }
  }

  /** Refuses where {@link #create} could not begin, as far as that can be told before. */
  default void requirePlace() throws IOException {}

  /**
   * One consistent moment of the database, for reading; nothing is locked against writers for
   * longer than an instant. What would be hidden from this user, or lies outside of tables, is
   * refused here by name, before any row was read; what can't be read exactly by {@link
   * LiveDataset#requireExact}, or when its table is read. BUSY when a lock was waited for longer
   * than {@code options.patience()}; DAMAGED when the database fails to open as one.
   */
  LiveDataset read(ReadOptions options) throws IOException;

  /**
   * Begins a transaction in which tables can be made equal to something. Until {@link Change#lock}
   * nothing is locked; only {@link Change#commit} makes anything visible to others.
   */
  Change change(ReadOptions options) throws IOException;

  /** Watches the database, so that later on tables that are the same need not be read. */
  Watch watch(ReadOptions options);

  /**
   * A place to work on a dataset with people's SQL, beside the live database, which stays as it is.
   */
  Scratch scratch(ReadOptions options) throws IOException;

  /**
   * Begins to build a database that does not exist yet (SQLite file) or is empty (PostgreSQL). It
   * becomes visible, whole, at {@link Change#commit}. REFUSED where there is something already.
   *
   * @param before the DDL to run before rows are loaded
   */
  Change create(ReadOptions options, dev.belay.model.Catalog catalog, String before)
      throws IOException;

  /**
   * The faster way to {@link #create}, where the engine has one: a database built aside, which
   * takes this one's place at the end.
   */
  default Optional<Asides> asides(ReadOptions options) {
    return Optional.empty();
  }

  /**
   * What users have made in it, by kind and name, without what hangs on something else of it. Only
   * for engines whose databases can be empty.
   */
  default List<String> contents(ReadOptions options) throws IOException {
    return List.of();
  }

  /**
   * The engine's own check of the database's integrity. Reads all of it.
   *
   * @return what is wrong, empty where nothing is
   */
  List<Damage> check(ReadOptions options) throws IOException;

  /**
   * Whether the transaction that gave this mark before it committed did commit. For the mark of a
   * database aside: drops what is left of it.
   */
  Outcome outcome(String commitMark) throws IOException;

  /** What became of a transaction. */
  enum Outcome {
    COMMITTED,
    ROLLED_BACK,
    /**
     * It can't be told any more (the server forgot, or the database was changed since in a way that
     * hides it).
     */
    UNKNOWN
  }

  /**
   * Something wrong with the database itself.
   *
   * @param tables the tables concerned; empty where it can't be told
   * @param message the engine's words, one line
   */
  record Damage(List<TableName> tables, String message) {}
}

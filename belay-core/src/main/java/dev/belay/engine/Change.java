package dev.belay.engine;

import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on a live database. Used in this order, and by one thread unless said otherwise:
 *
 * <pre>
 * lock          (left out for a preview)
 * rows, stage   read and stage; from several threads
 * reach…        what foreign keys take along; more rows and stages may follow
 * apply         all staged changes at once, no trigger, rule or default changing them
 * broken        references that would not hold
 * written       read back what apply wrote
 * counters
 * commitMark, commit
 * </pre>
 *
 * As a {@link LiveDataset} it shows the moment of {@link #lock} (else of its beginning), before
 * anything was applied. Closing without {@link #commit} rolls everything back, whatever failed
 * before.
 */
public interface Change extends LiveDataset {
  /**
   * Locks writers out of these tables (readers go on) until the end; in SQLite out of the database.
   * Then the moment that this dataset shows is set. Must come first, if at all. BUSY, naming who
   * holds what, after the options' patience.
   */
  void lock(List<Table> tables) throws IOException;

  /**
   * Opens a place for changes to {@code table}. A second call for the same table adds to the first.
   *
   * @param columns those of its stored columns that lines hold, in that order; the key is among
   *     them. Columns that are left out keep their values in updated rows, and get their defaults
   *     in inserted ones
   */
  Stage stage(Table table, List<Column> columns) throws IOException;

  /**
   * Opens the direct way into a table that has no rows: what is inserted goes into the table itself
   * at once, and the trigger and reference rules of {@link #apply} hold for it too. Only {@link
   * Stage#insert} may be called. Its rows count as staged for {@link #broken} and as written for
   * {@link #written}.
   */
  Stage bulk(Table table, List<Column> columns) throws IOException;

  /** What the database demands of rows that come into this table. */
  default Constraints constraints(Table table) throws IOException {
    return Constraints.NONE;
  }

  /**
   * Whether rows of this table can be in each other's way though they are not the same one: by what
   * is unique beside their key, or where the key's own index takes more for equal than its bytes.
   */
  default boolean mayClash(Table table) throws IOException {
    return table.otherUnique();
  }

  /**
   * The CHECK constraints of a table that rows which come into it, staged or loaded, do not
   * satisfy, as far as that can be asked: not where columns that are not staged take part.
   */
  default List<Violation> failedChecks(Table table) throws IOException {
    return List.of();
  }

  /**
   * All that {@link #apply} would be refused for by this table's own constraints, as far as that
   * can be asked before: what {@link #failedChecks} says, NULL where none may be, and values that
   * more than one row would have where they are unique. Nothing where no row is staged.
   */
  default List<Violation> violations(Table table) throws IOException {
    return List.of();
  }

  /**
   * Rows of this table come back as they were under the same CHECK constraints: where some did not
   * satisfy one, they are written all the same from here on. Before {@link #bulk} and {@link
   * #apply}. Does nothing for a constraint that rows can't have got past, or where this user may
   * not.
   */
  default void exempt(Table table) throws IOException {}

  /**
   * A constraint that rows do not satisfy.
   *
   * @param constraint what it says, as {@link Table#constraints} has it; {@code COLUMN NOT NULL}
   *     for a column that takes no NULL
   * @param rows how many rows
   * @param first which is the first of them, counted from 1 in the order of staging
   */
  record Violation(String constraint, long rows, long first) {
    /** What a query for number and first row found: nothing where there is none. */
    public static List<Violation> of(String constraint, List<@Nullable String> found) {
      long rows = Long.parseLong(String.valueOf(found.get(0)));
      return rows == 0
          ? List.of()
          : List.of(new Violation(constraint, rows, Long.parseLong(String.valueOf(found.get(1)))));
    }
  }

  /**
   * UNSUPPORTED where rows of this table could be written, but never found again to be taken back,
   * or where there is no way to change it row by row.
   */
  default void requireChangeable(Table table) throws IOException {}

  /**
   * The tables that hold the rows of a partitioned one, which is in no catalog but may be referred
   * to; empty where there is none of that name.
   */
  default Set<TableName> partitions(TableName partitioned) throws IOException {
    return Set.of();
  }

  /**
   * How many rows of {@code child} that are staged as inserted or updated refer by {@code key} to a
   * row that {@code parent} neither has nor is to get (or is to lose).
   */
  long missingParents(Table child, ForeignKey key, Table parent) throws IOException;

  /**
   * Forgets those rows staged as inserted into {@code parent} to which no row staged in these
   * children refers.
   *
   * @return how many stay
   */
  long keepReferenced(Table parent, List<Reference> references) throws IOException;

  /**
   * How many live rows of {@code child}, not staged themselves, refer by {@code key} to rows of
   * {@code parent} that are staged as deleted.
   */
  long orphans(Table child, ForeignKey key, Table parent) throws IOException;

  /**
   * How many live rows of {@code child}, of which nothing is staged, refer by {@code key} to rows
   * that are staged as inserted into {@code parent}: they dangle so far. Zero for an engine that
   * does not keep foreign keys itself.
   */
  default long dangling(Table child, ForeignKey key, Table parent) throws IOException {
    return 0;
  }

  /**
   * How many live rows of {@code child}, not staged themselves, refer by {@code key} to rows of
   * {@code parent} that are staged as updated to other values, and will have none to refer to.
   */
  long strays(Table child, ForeignKey key, Table parent) throws IOException;

  /**
   * Stages for those rows what {@code key}'s ON DELETE says: CASCADE deletes them, SET_NULL clears
   * their referencing columns. Only for these two actions.
   *
   * @return how many rows were staged
   */
  long cascade(Table child, ForeignKey key, Table parent) throws IOException;

  /**
   * The live rows (all stored columns) of a table that are staged as deleted or updated, in
   * identity order; none where nothing was staged for it.
   *
   * @param updated the ones staged as updated, else those staged as deleted
   */
  RowStream stagedLive(Table table, boolean updated) throws IOException;

  /**
   * The staged new versions (inserted and updated rows) with the stage's columns, in identity
   * order; none where nothing was staged.
   */
  RowStream stagedNew(Table table) throws IOException;

  /**
   * In place of {@link #apply}: drops all that users have made in the database but what is named
   * here, as {@link Database#contents} names it. All tables are locked. STALE_PLAN where something
   * was made since the lock came.
   */
  default void drop(List<String> kept) throws IOException {
    throw new UnsupportedOperationException("this engine's databases are never empty");
  }

  /**
   * Carries out everything that is staged.
   *
   * @return for each table with a stage, how many rows the database says it inserted, updated and
   *     deleted
   */
  List<Applied> apply() throws IOException;

  /**
   * After {@link #apply}: how many references do not hold, among rows that were inserted or updated
   * in {@code child} and rows that referred to what was deleted from or updated in {@code parent}.
   */
  long broken(Table child, ForeignKey key, Table parent) throws IOException;

  /**
   * After {@link #apply}: the rows that it inserted or updated, read from the table itself, with
   * the stage's columns. Order is not promised. For a table that was loaded in bulk: all its rows.
   */
  RowStream written(Table table) throws IOException;

  /** After {@link #apply}: how many rows that were to be deleted are still there. */
  long undeleted(Table table) throws IOException;

  /**
   * Sets these counters, as part of the transaction. Counters of the same tables that are not named
   * are removed where the engine has that notion (SQLite), else left alone.
   */
  void counters(List<Counter> counters, List<Table> tables) throws IOException;

  /**
   * For {@link Database#create} only: runs the DDL that comes after the rows, and sets the
   * catalog's settings.
   */
  void finish(String after) throws IOException;

  /**
   * What tells later whether this transaction committed: {@link Database#outcome} understands it.
   * Called once, just before {@link #commit}.
   */
  String commitMark() throws IOException;

  /** Commits; durable when it returns. */
  void commit() throws IOException;

  /**
   * What the engine did to one table.
   *
   * @param table the table
   * @param inserted rows inserted
   * @param updated rows updated
   * @param deleted rows deleted
   */
  record Applied(Table table, long inserted, long updated, long deleted) {}

  /**
   * A table and one of its foreign keys.
   *
   * @param child the referencing table
   * @param key its foreign key
   */
  record Reference(Table child, ForeignKey key) {}
}

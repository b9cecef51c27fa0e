package dev.belay.engine;

import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place where people's own SQL may work on a dataset and can't reach the database itself: a
 * session that sees one moment of the live database, read-only, and has private tables of its own,
 * which hide the real ones of the same name. Used in this order:
 *
 * <pre>
 * begin        the private tables, empty; sets the moment
 * fill, fillLive, run, ask
 * seal         the moment ends, and with it all locks
 * rows         any number of times, from any thread
 * </pre>
 *
 * <p>In people's SQL a table's name means the private table where there is one, else the real one,
 * which can only be read. Views show the real tables. The bare word {@code now} stands for the
 * moment.
 *
 * <p>For one thread at a time but for {@link #rows}. Closing drops the private tables.
 */
public interface Scratch extends Closeable {
  /** The structure of the live database. */
  Catalog catalog();

  /**
   * Makes private tables and sets the moment; once, and first. They have the columns of the real
   * tables, generated ones too, with types, collations and defaults, and an index on the key, but
   * nothing that would refuse a row or change one. A table that the database does not have is made
   * from what is said of it here.
   *
   * @param tables none of them twice
   * @param counters where the numbering of rows that get no number goes on; what is not among them
   *     begins where it once began
   */
  void begin(List<Table> tables, List<Counter> counters) throws IOException;

  /** The same with numbers from the beginning. */
  default void begin(List<Table> tables) throws IOException {
    begin(tables, List.of());
  }

  /** What a private table is called in SQL. */
  String sql(Table table);

  /**
   * Opens a way into a private table, for {@link Stage#insert} only. Lines hold these columns; the
   * others get their defaults.
   */
  Stage fill(Table table, List<Column> columns) throws IOException;

  /**
   * Copies live rows into the private table.
   *
   * @param rule where the condition comes from, for its errors
   * @param condition which rows, in the engine's SQL; empty for all
   * @param which those for which it is true; or the others, of which those are left out whose key
   *     the private table has already
   * @return how many
   */
  long fillLive(Table table, String rule, Optional<String> condition, Which which)
      throws IOException;

  /** The live rows that a condition takes. */
  enum Which {
    MATCHING,
    OTHERS
  }

  /**
   * Runs one statement of people's SQL, whose tables mean private ones where there are such, and
   * can change private tables only. USAGE, with the rule's name and the engine's words, where it
   * can't be run.
   *
   * @param rule what people call it: {@code delete of invitations}
   * @return how many rows it says it changed
   */
  long run(String rule, String sql) throws IOException;

  /**
   * The answer to a query of people's SQL, of which no more than {@link #ANSWER} rows are given.
   * Errors as of {@link #run}.
   */
  Answer ask(String what, String sql) throws IOException;

  /** The same; FAILED where it takes longer than that. */
  Answer ask(String what, String sql, Duration limit) throws IOException;

  /** FAILED: a query did not end in time. */
  static BelayException tooLong(String what, Duration limit, Exception cause) {
    return new BelayException(
        ErrorCode.FAILED,
        "%s takes longer than %d s".formatted(what, limit.toSeconds()),
        "make the query faster",
        cause);
  }

  /** The most rows of an answer. */
  int ANSWER = 1000;

  /**
   * A query's answer.
   *
   * @param columns the names of its columns
   * @param rows its rows, each value as the engine writes it as text
   */
  record Answer(List<String> columns, List<List<@Nullable String>> rows) {
    public Answer {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /**
   * Whether a table has no rows: the private one of that name, where there is one, else the real.
   */
  default boolean bare(TableName table) throws IOException {
    String name =
        "\"%s\".\"%s\""
            .formatted(table.schema().replace("\"", "\"\""), table.name().replace("\"", "\"\""));
    return ask("rows of " + table, "SELECT 1 FROM " + name + " LIMIT 1").rows().isEmpty();
  }

  /** The highest whole number in a column of a private table, where it has one; before sealing. */
  Optional<Long> highest(Table table, String column) throws IOException;

  /**
   * Ends the moment: no lock is left. REFUSED where rows of a private table can't be told apart any
   * more, since two have the same key.
   */
  void seal() throws IOException;

  /**
   * After {@link #seal}: the stored columns of {@code table}, which may be fewer than the private
   * table's, in identity order. May wait until the rows of another table were read to their end.
   */
  RowStream rows(Table table) throws IOException;
}

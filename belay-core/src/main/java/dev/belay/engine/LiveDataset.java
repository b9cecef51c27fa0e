package dev.belay.engine;

import dev.belay.model.ForeignKey;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.Dataset;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A live database at one moment. */
public interface LiveDataset extends Dataset {
  /**
   * Some rows of a table of the catalog, of which the columns may be fewer; its key is whole.
   *
   * @param where which ones: a condition in the engine's SQL, in which the bare word {@code now}
   *     stands for the moment; empty for all. USAGE where it is none
   */
  default RowStream rows(Table table, String where) throws IOException {
    throw new UnsupportedOperationException("rows by a condition");
  }

  /**
   * USAGE, with the engine's words, where this is no condition for rows of this table. Before
   * anything else is read.
   *
   * @param rule what people call it: {@code where of users}
   */
  default void requireCondition(Table table, String rule, String where) throws IOException {
    throw new UnsupportedOperationException("rows by a condition");
  }

  /** How many {@link #rows} may be open at once, each in a thread of its own. */
  int lanes();

  /** The engine's DDL at this same moment. May take a second or more. */
  Scripts scripts() throws IOException;

  /** NOT_EXACT, naming all of them, where some of these hold what can't be carried exactly. */
  default void requireExact(List<Table> tables) {}

  /**
   * About how many bytes the table's rows take, for progress and for the order of work; -1 where
   * unknown.
   */
  long sizeHint(Table table) throws IOException;

  /** The tables by {@link #sizeHint}, so that no lane is left alone with a large one at the end. */
  default List<Table> largestFirst(List<Table> tables) throws IOException {
    Map<TableName, Long> sizes = new HashMap<>();
    for (Table table : tables) {
      sizes.put(table.name(), sizeHint(table));
    }
    return tables.stream()
        .sorted(Comparator.comparing((Table t) -> sizes.getOrDefault(t.name(), 0L)).reversed())
        .toList();
  }

  /**
   * What a person should know about this moment (objects without rows of their own that are left
   * out, …).
   */
  List<String> warnings();

  /**
   * Which foreign keys of a table rows do not keep in what this moment shows. It may take as long
   * as to read the table, and uses one lane. None where the engine keeps them itself.
   */
  default List<Dangling> dangling(Table table) throws IOException {
    return List.of();
  }

  /**
   * References to rows that are not there.
   *
   * @param key the foreign key
   * @param rows how many rows refer so
   */
  record Dangling(ForeignKey key, long rows) {}

  /**
   * Says, before any rows are read, that {@link #check} will be asked for after them: then what
   * reading shows need not be read a second time.
   */
  default void expectCheck() {}

  /**
   * The part of {@link #check} that does not depend on rows being read, while they are: uses one
   * lane. The check does it where this was not asked for.
   *
   * @return false where something is wrong, which the check will name
   */
  default boolean checkTrees() throws IOException {
    return true;
  }

  /**
   * The engine's own check of the integrity of what this moment shows, beyond what reading every
   * row proves. It may use all lanes: no rows may be open meanwhile.
   *
   * @return what is wrong, empty where nothing is
   */
  default List<Database.Damage> check() throws IOException {
    return List.of();
  }
}

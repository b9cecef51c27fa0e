package dev.belay.rows;

import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Anything whose tables can be read in identity order, all of them showing one moment: a live
 * database, a snapshot, the empty set.
 */
public interface Dataset extends Closeable {
  /** The structure; the same object on each call. */
  Catalog catalog();

  /**
   * Of which tables not all rows are here: the condition, in the engine's SQL, for those that are.
   */
  default Map<TableName, String> where() {
    return Map.of();
  }

  /** Where the counters stood at that moment. */
  List<Counter> counters();

  /**
   * The rows of a table of {@link #catalog()}: its stored columns in the catalog's order, in the
   * order that {@link RowLayout} defines. The caller closes the stream. How many may be open at
   * once is up to the dataset.
   */
  RowStream rows(Table table) throws IOException;
}

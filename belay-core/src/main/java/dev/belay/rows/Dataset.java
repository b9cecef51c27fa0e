package dev.belay.rows;

import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.Table;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Anything whose tables can be read in identity order, all of them showing one moment: a live
 * database, a snapshot, the empty set.
 */
public interface Dataset extends Closeable {
  /** The structure; the same object on each call. */
  Catalog catalog();

  /** Where the counters stood at that moment. */
  List<Counter> counters();

  /**
   * The rows of a table of {@link #catalog()}: its stored columns in the catalog's order, in the
   * order that {@link RowLayout} defines. The caller closes the stream. How many may be open at
   * once is up to the dataset.
   */
  RowStream rows(Table table) throws IOException;
}

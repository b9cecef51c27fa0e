package dev.belay.engine.sqlite;

import dev.belay.engine.sqlite.pages.DamagedPages;
import dev.belay.engine.sqlite.pages.IndexTree;
import dev.belay.engine.sqlite.pages.Pages;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.DB;

/**
 * What one walk through an index shows.
 *
 * @param sum its entries
 * @param ordered whether each entry lies where SQLite would look for it, and a unique index has no
 *     two of one key; false also where that is not known
 * @param alongRowids whether the rowids, too, grow from entry to entry
 */
record IndexScan(EntrySum sum, boolean ordered, boolean alongRowids) {

  /** Reads the index alone, from its first entry to its last; empty where SQLite would not. */
  static Optional<IndexScan> of(Session session, IndexShape index, String rowid)
      throws SQLException, IOException {
    String query =
        "SELECT %s, %s FROM %s INDEXED BY %s"
            .formatted(
                Sql.join(index.columns(), ", ", Sql::name),
                rowid,
                Sql.main(index.table()),
                Sql.name(index.name()));
    if (!readsOnly(session, query, index.root())) {
      return Optional.empty();
    }
    try (PreparedStatement statement = session.prepare(query)) {
      DB db = session.db();
      long handle = Session.handle(statement);
      return Optional.of(walk(index, true, entry -> entry.step(db, handle)));
    }
  }

  /** Whether the query's program opens this one tree and nothing else. */
  private static boolean readsOnly(Session session, String query, long root) throws SQLException {
    int opened = 0;
    for (List<@Nullable String> step : session.rows("EXPLAIN " + query)) {
      String code = String.valueOf(step.get(1));
      if (code.startsWith("Open") || code.startsWith("Reopen") || code.startsWith("Sorter")) {
        boolean main = "0".equals(step.get(4));
        if (!code.equals("OpenRead") || !main || !String.valueOf(root).equals(step.get(3))) {
          return false;
        }
        opened++;
      }
    }
    return opened == 1;
  }

  /**
   * The same from its pages.
   *
   * @param whole whether to go on where it is not along the rowids; what is summed up then is no
   *     sum of all
   */
  static Optional<IndexScan> of(Pages pages, IndexShape index, boolean whole)
      throws SQLException, IOException {
    try {
      IndexTree tree = new IndexTree(pages, index.root(), index.parts().size() + 1);
      return Optional.of(walk(index, whole, entry -> tree.next() && entry.take(tree.entry())));
    } catch (DamagedPages e) {
      // Nothing is proved by that; SQLite will say what is wrong.
      return Optional.empty();
    }
  }

  private interface Entries {
    /** Takes the next one; false where there is none. */
    boolean next(IndexEntry entry) throws SQLException, IOException;
  }

  private static IndexScan walk(IndexShape index, boolean whole, Entries entries)
      throws SQLException, IOException {
    IndexEntry before = new IndexEntry(index);
    IndexEntry entry = new IndexEntry(index);
    long count = 0;
    long hashes = 0;
    boolean ordered = true;
    boolean along = true;
    while (ordered && (along || whole) && entries.next(entry)) {
      hashes += entry.hash();
      if (count > 0) {
        ordered = entry.follows(before);
        along = along && entry.rowid() > before.rowid();
      }
      count++;
      IndexEntry free = before;
      before = entry;
      entry = free;
    }
    return new IndexScan(new EntrySum(count, hashes), ordered, along);
  }
}

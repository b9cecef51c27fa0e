package dev.belay.engine.sqlite;

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
      throws SQLException {
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
      return Optional.of(walk(session.db(), Session.handle(statement), index));
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

  private static IndexScan walk(DB db, long handle, IndexShape index) throws SQLException {
    IndexEntry before = new IndexEntry(index);
    IndexEntry entry = new IndexEntry(index);
    long entries = 0;
    long hashes = 0;
    boolean ordered = true;
    boolean along = true;
    while (entry.step(db, handle)) {
      hashes += entry.hash();
      if (entries > 0) {
        ordered = ordered && entry.follows(before);
        along = along && entry.rowid() > before.rowid();
      }
      entries++;
      IndexEntry free = before;
      before = entry;
      entry = free;
    }
    return new IndexScan(new EntrySum(entries, hashes), ordered, along);
  }
}

package dev.belay.engine.sqlite;

import dev.belay.engine.sqlite.pages.Pages;
import dev.belay.model.Table;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.DB;

/**
 * Proves that indexes hold what their tables do, by reading both once and comparing sums, where
 * {@code PRAGMA integrity_check} looks each row up in each index. What it can't prove may still be
 * right: then SQLite is asked. For any thread.
 *
 * <p>An index is right when (1) its entries are as many as the table's rows, and the {@link
 * EntryHash}es of both sum up to the same; so the entries are exactly those that the rows should
 * have; (2) each entry lies behind the one before, in SQLite's own order, so that looking for it
 * finds it; (3) in a unique index no two neighbours have one key. The trees themselves are the
 * matter of {@code PRAGMA quick_check}.
 */
final class IndexProof {
  private final Encoding encoding;
  private final Optional<Pages> pages;
  private final Map<String, TableIndexes> tables = new ConcurrentHashMap<>();
  private final Map<String, Optional<IndexScan>> scans = new ConcurrentHashMap<>();
  private final Map<String, Map<String, EntrySum>> expected = new ConcurrentHashMap<>();
  private @Nullable Map<String, Long> roots;

  /**
   * @param pages where the file can be read so
   */
  IndexProof(Encoding encoding, Optional<Pages> pages) {
    this.encoding = encoding;
    this.pages = pages;
  }

  TableIndexes indexes(Session session, String table) throws SQLException {
    TableIndexes known = tables.get(table);
    if (known == null) {
      known = TableIndexes.of(session, table, encoding, roots(session));
      tables.put(table, known);
    }
    return known;
  }

  /** Where tables and indexes begin. Read once: SQLite has no index over its own list of them. */
  synchronized Map<String, Long> roots(Session session) throws SQLException {
    Map<String, Long> known = roots;
    if (known == null) {
      known = new HashMap<>();
      for (List<@Nullable String> row :
          session.rows("SELECT name, rootpage FROM main.sqlite_schema WHERE rootpage > 0")) {
        known.put(String.valueOf(row.get(0)), Long.valueOf(String.valueOf(row.get(1))));
      }
      roots = known;
    }
    return known;
  }

  /** The walk through an index, made once; empty where it can't be made. */
  Optional<IndexScan> scan(Session session, IndexShape index) throws SQLException, IOException {
    Optional<IndexScan> known = scans.get(index.name());
    if (known == null) {
      known = walk(session, index);
      scans.put(index.name(), known);
    }
    return known;
  }

  /**
   * The walk through the index over a table's key, if it shows that the rows lie in the order of
   * the key; empty also where that is not known.
   *
   * @param whole whether the walk is also wanted for the proof
   */
  Optional<IndexScan> alongRowids(Session session, Table table, boolean whole)
      throws SQLException, IOException {
    Optional<IndexShape> key = indexes(session, table.name().name()).ofKey(table);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    Optional<IndexScan> scan =
        whole || pages.isEmpty()
            ? scan(session, key.get())
            : IndexScan.of(pages.get(), key.get(), false);
    return scan.filter(s -> s.ordered() && s.alongRowids());
  }

  private Optional<IndexScan> walk(Session session, IndexShape index)
      throws SQLException, IOException {
    if (pages.isPresent()) {
      return IndexScan.of(pages.get(), index, true);
    }
    try {
      return IndexScan.of(session, index, indexes(session, index.table()).rowid());
    } catch (SQLException e) {
      if (Failures.code(e) == Failures.ERROR) {
        // A question that SQLite does not take proves nothing.
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Tells what a table's indexes should hold, from reading all of its rows. */
  void expect(String table, Map<String, EntrySum> sums) {
    expected.put(table, Map.copyOf(sums));
  }

  /** Whether all indexes of a table are right. False where that is not proved. */
  boolean holds(Session session, String table) throws SQLException, IOException {
    TableIndexes indexes = indexes(session, table);
    if (!indexes.provable()) {
      return false;
    }
    Map<String, EntrySum> held = new HashMap<>();
    for (IndexShape index : indexes.all()) {
      Optional<IndexScan> scan = scan(session, index);
      if (scan.isEmpty() || !scan.get().ordered()) {
        return false;
      }
      held.put(index.name(), scan.get().sum());
    }
    if (held.isEmpty()) {
      return true;
    }
    Map<String, EntrySum> wanted = expected.get(table);
    return held.equals(wanted != null ? wanted : readTable(session, indexes));
  }

  /** Reads only what the indexes hold of the table, from the table. */
  private static Map<String, EntrySum> readTable(Session session, TableIndexes indexes)
      throws SQLException {
    List<String> columns = RowSums.columns(indexes.all());
    RowSums sums = new RowSums(indexes.all(), columns, columns.size());
    String query =
        "SELECT %s, %s FROM %s NOT INDEXED"
            .formatted(
                Sql.join(columns, ", ", Sql::name), indexes.rowid(), Sql.main(indexes.table()));
    DB db = session.db();
    try (PreparedStatement statement = session.prepare(query)) {
      long handle = Session.handle(statement);
      while (sums.step(db, handle)) {
        // Each row is summed up as it is read.
      }
    }
    return sums.sums();
  }
}

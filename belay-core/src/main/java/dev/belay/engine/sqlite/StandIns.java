package dev.belay.engine.sqlite;

import dev.belay.model.Catalog;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sqlite.Collation;

/**
 * Collations that only the application has, stood in for while all rows of a table are read.
 *
 * <p>SQLite does not even scan a table WITHOUT ROWID that has a column in such a collation. Which
 * one it is has no bearing on a scan from the first row to the last, sorted in Belay's own order;
 * it would on anything that looks something up, or writes, so they are taken away again when the
 * reading ends.
 */
final class StandIns {
  private static final String UNKNOWN =
      """
      SELECT DISTINCT x.coll
      FROM pragma_index_list(%s, 'main') AS i, pragma_index_xinfo(i.name, 'main') AS x
      WHERE x.coll COLLATE NOCASE NOT IN ('BINARY', 'NOCASE', 'RTRIM')
      """;

  private final Session session;
  private final List<String> names;

  private StandIns(Session session, List<String> names) {
    this.session = session;
    this.names = List.copyOf(names);
  }

  /** The tables whose indexes need one. */
  static Set<TableName> needed(Session session, Catalog catalog) throws SQLException {
    Set<TableName> needed = new HashSet<>();
    for (Table table : catalog.tables()) {
      String name = table.name().name();
      if (session.number("SELECT count(*) FROM (" + UNKNOWN.formatted(Sql.text(name)) + ")") > 0) {
        needed.add(table.name());
      }
    }
    return needed;
  }

  /** For those of a table's indexes that are not SQLite's own. */
  static StandIns install(Session session, String table) throws SQLException {
    List<String> names =
        session.rows(UNKNOWN.formatted(Sql.text(table))).stream()
            .map(row -> String.valueOf(row.get(0)))
            .toList();
    StandIns standIns = new StandIns(session, names);
    try {
      for (String name : names) {
        Collation.create(session.connection(), name, new InOrderOfChars());
      }
      // An index whose collation was missed once is no longer asked until the schema is read again.
      session.exec("PRAGMA writable_schema = RESET");
    } catch (SQLException e) {
      standIns.remove();
      throw e;
    }
    return standIns;
  }

  /** Once no statement needs them any more. */
  void remove() {
    try {
      for (String name : names) {
        Collation.destroy(session.connection(), name);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the collations " + names + " stay in the session", e);
    }
  }

  private static final class InOrderOfChars extends Collation {
    @Override
    protected int xCompare(String a, String b) {
      return a.compareTo(b);
    }
  }
}

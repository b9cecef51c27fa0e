package dev.belay.engine.postgresql;

import dev.belay.engine.ReadOptions;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a change knows of its database, at the transaction's moment.
 *
 * @param catalog the tables as they are asked for
 * @param live the tables as the server has them
 * @param found what this user may see of them
 * @param counters where the sequences stand
 * @param snapshot the moment's exported name; empty where the database is just being created
 * @param lanes show the moment to readers; null where the database is just being created
 */
record ChangeState(
    Catalog catalog,
    LiveCatalog live,
    Map<TableName, TableFinder.Found> found,
    List<Counter> counters,
    String snapshot,
    @Nullable Lanes lanes) {

  /**
   * Reads it in a transaction that has begun.
   *
   * @param locked the tables that will be read by the lanes; empty for none
   */
  static ChangeState read(
      Connector connector, ReadOptions options, Session session, Collection<TableName> locked)
      throws SQLException, IOException {
    List<TableFinder.Found> found = TableFinder.all(session);
    LiveCatalog live = CatalogReader.read(session, found);
    String snapshot = session.text("SELECT pg_catalog.pg_export_snapshot()");
    List<Counter> counters = CounterReader.read(connector, session);
    int count = locked.isEmpty() ? 0 : options.lanes();
    Lanes lanes =
        new Lanes(
            connector,
            options,
            count,
            Math.min(count, 1),
            snapshot,
            locked,
            live.encoding(),
            session.major());
    return new ChangeState(live.catalog(), live, byName(found), counters, snapshot, lanes);
  }

  /** That of a database of which the tables were made in this transaction. */
  static ChangeState created(Session session, Catalog catalog) throws SQLException {
    List<TableFinder.Found> found = TableFinder.all(session);
    LiveCatalog live = CatalogReader.read(session, found);
    return new ChangeState(catalog, live, byName(found), List.of(), "", null);
  }

  private static Map<TableName, TableFinder.Found> byName(List<TableFinder.Found> found) {
    return found.stream().collect(Collectors.toMap(TableFinder.Found::name, Function.identity()));
  }

  ChangeState with(Catalog other) {
    return new ChangeState(other, live, found, counters, snapshot, lanes);
  }

  /**
   * The table as the server has it; refused where this user can't see all of it or it can't be
   * carried.
   */
  LiveTable usable(Connector connector, Table table) {
    LiveTable there = live.table(table);
    TableFinder.Found access = found.get(table.name());
    if (access != null) {
      Refusals.hidden(connector, List.of(access));
    }
    Refusals.inexact(connector, List.of(there));
    return there;
  }

  /** Gives the readers' locks up, which would be in the way of switching rules off. */
  void rest() {
    if (lanes != null) {
      lanes.rest();
    }
  }

  void close() {
    if (lanes != null) {
      lanes.close();
    }
  }
}

package dev.belay.engine.postgresql;

import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.UserSql;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A database at one moment: a repeatable-read transaction whose exported snapshot the lanes share.
 * For any thread.
 */
final class Moment implements LiveDataset {
  /** How often tables may come and go between finding and locking them. */
  private static final int ATTEMPTS = 5;

  private final Connector connector;
  private final ReadOptions options;
  private final LiveCatalog live;
  private final List<TableFinder.Found> found;
  private final List<TableName> unreadable;
  private final List<Counter> counters;
  private final String snapshot;
  private final int major;
  private final Lanes lanes;

  /** What there is, and what of it this user may read. */
  private record Begun(LiveCatalog live, List<TableFinder.Found> found) {}

  private Moment(Connector connector, ReadOptions options, Session first, Begun begun)
      throws SQLException, IOException {
    this.connector = connector;
    this.options = options;
    this.live = begun.live;
    this.found = begun.found;
    this.unreadable = names(begun.found, false);
    this.major = first.major();
    this.snapshot = first.text("SELECT pg_catalog.pg_export_snapshot()");
    this.counters = CounterReader.read(connector, first);
    this.lanes =
        new Lanes(
            connector,
            options,
            options.lanes() - 1,
            0,
            snapshot,
            names(begun.found, true),
            live.encoding(),
            major);
    lanes.add(first);
  }

  static Moment open(Connector connector, ReadOptions options) throws IOException {
    Session first = connector.open(options);
    try {
      Begun begun = begin(connector, first);
      Refusals.outsideTables(connector, first);
      return new Moment(connector, options, first, begun);
    } catch (SQLException e) {
      first.abort();
      if ("55P03".equals(e.getSQLState())) {
        throw Blockers.reading(connector, options, e);
      }
      throw connector.failure(e, "taking a snapshot of the tables");
    } catch (IOException | RuntimeException e) {
      first.abort();
      throw e;
    }
  }

  /**
   * Locks the tables against DDL, then sets the moment: the other way round, a table truncated in
   * between would look empty.
   */
  private static Begun begin(Connector connector, Session session) throws SQLException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<TableFinder.Found> found = TableFinder.all(session);
      session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      if (locked(session, found)) {
        List<TableFinder.Found> again = TableFinder.all(session);
        if (oids(again).equals(oids(found))) {
          return new Begun(CatalogReader.read(session, again), again);
        }
      }
      session.run("ROLLBACK");
    }
    throw new BelayException(
        ErrorCode.BUSY,
        connector.display() + ": tables were created or dropped at each of 5 attempts to lock them",
        "try again when no migration runs");
  }

  private static boolean locked(Session session, List<TableFinder.Found> found)
      throws SQLException {
    try {
      Lanes.lock(session, names(found, true));
      return true;
    } catch (SQLException e) {
      if ("42P01".equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  /** With the partitioned tables of which no partition may be read. */
  private List<TableName> unread() {
    Set<TableName> all = new TreeSet<>();
    Set<TableName> read = new TreeSet<>();
    for (Table table : catalog().tables()) {
      (unreadable.contains(table.name()) ? all : read).addAll(table.partitionOf());
    }
    all.removeAll(read);
    all.addAll(unreadable);
    return List.copyOf(all);
  }

  private static List<TableName> names(List<TableFinder.Found> found, boolean readable) {
    return found.stream()
        .filter(table -> table.readable() == readable)
        .map(TableFinder.Found::name)
        .toList();
  }

  private static List<Long> oids(List<TableFinder.Found> found) {
    return found.stream().map(TableFinder.Found::oid).toList();
  }

  @Override
  public Catalog catalog() {
    return live.catalog();
  }

  @Override
  public List<Counter> counters() {
    return counters;
  }

  @Override
  public RowStream rows(Table table) throws IOException {
    requireExact(List.of(table));
    return lanes.rows(live.table(table));
  }

  @Override
  public RowStream rows(Table table, String where) throws IOException {
    requireExact(List.of(table));
    return lanes.rows(
        live.table(table).with(table),
        where.isEmpty() ? "" : condition("where of " + table.name(), where));
  }

  @Override
  public void requireCondition(Table table, String rule, String where) throws IOException {
    try {
      lanes.probe(
          "SELECT 1 FROM ONLY %s WHERE (%s) LIMIT 0"
              .formatted(live.table(table).sql(), condition(rule, where)));
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (!state.startsWith("42") && !state.startsWith("22")) {
        throw connector.failure(e, rule);
      }
      throw new BelayException(
          ErrorCode.USAGE,
          rule + ": " + Failures.said(e),
          "mend the condition; other tables are named with their schema in it",
          e);
    }
  }

  static String condition(String rule, String where) {
    return UserSql.of(rule, where, UserSql.Dialect.POSTGRESQL)
        .requireExpression()
        .at("CURRENT_TIMESTAMP");
  }

  @Override
  public void requireExact(List<Table> tables) {
    Set<TableName> names = tables.stream().map(Table::name).collect(Collectors.toSet());
    Refusals.hidden(connector, found.stream().filter(f -> names.contains(f.name())).toList());
    Refusals.inexact(connector, tables.stream().map(t -> live.table(t).with(t)).toList());
  }

  @Override
  public int lanes() {
    return lanes.width();
  }

  @Override
  public Scripts scripts() throws IOException {
    return new PgDump(connector, options).without(unread()).scripts(snapshot, major);
  }

  @Override
  public long sizeHint(Table table) {
    return live.table(table).bytes();
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(live.warnings());
    for (TableName table : unreadable) {
      warnings.add(
          "%s may not be read here: neither its rows nor its structure are in the snapshot"
              .formatted(table));
    }
    return warnings;
  }

  @Override
  public void close() {
    lanes.close();
  }
}

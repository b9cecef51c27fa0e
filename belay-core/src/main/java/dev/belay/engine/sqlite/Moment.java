package dev.belay.engine.sqlite;

import dev.belay.engine.Database;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.UserSql;
import dev.belay.engine.sqlite.pages.Pages;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** One committed state of a database, seen by several connections at once. For any thread. */
final class Moment implements LiveDataset {
  private final SqliteFile file;
  private final Failures failures;
  private final Lanes lanes;
  private final Encoding encoding;
  private final Catalog catalog;
  private final List<Counter> counters;
  private final Scripts scripts;
  private final List<String> warnings;
  private final Set<TableName> needingStandIns;
  private final IndexProof proof;
  private final Integrity integrity;
  private final Optional<PagedTables> pages;
  private final Map<TableName, Long> sizes = new ConcurrentHashMap<>();
  private final Map<TableName, Boolean> sureKeys = new ConcurrentHashMap<>();
  private volatile boolean checkedLater;

  /**
   * @param readers have begun, and see the same state; they are this moment's from now on
   * @param pages of this state, where they can be read
   */
  Moment(SqliteFile file, List<Session> readers, Optional<Pages> pages) throws SQLException {
    this.file = file;
    this.failures = new Failures(file);
    Session first = readers.get(0);
    CatalogReader reader = new CatalogReader(first);
    this.catalog = reader.catalog();
    this.counters = reader.counters();
    this.scripts = reader.scripts();
    this.warnings = new CopyOnWriteArrayList<>(reader.warnings());
    this.needingStandIns = StandIns.needed(first, catalog);
    this.encoding = Encoding.of(first);
    for (Session session : readers) {
      encoding.install(session);
    }
    this.lanes = new Lanes(readers);
    this.proof = new IndexProof(encoding, pages);
    this.integrity = new Integrity(lanes, proof, failures);
    this.pages = pages.map(p -> new PagedTables(p, proof, failures));
  }

  /** The moment of now. */
  static Moment now(SqliteFile file, ReadOptions options) throws IOException {
    file.requireDatabase();
    try (Reads reads = new Reads(file, options, Session.Access.READ, options.lanes())) {
      List<Session> readers = reads.begin(null);
      Moment moment = new Moment(file, readers, reads.pages());
      reads.handOver();
      return moment;
    } catch (SQLException e) {
      throw new Failures(file).of(e, "reading");
    }
  }

  Encoding encoding() {
    return encoding;
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public List<Counter> counters() {
    return counters;
  }

  @Override
  public RowStream rows(Table table) throws IOException {
    if (needingStandIns.contains(table.name())) {
      return rowsStoodIn(table);
    }
    boolean large = isLarge(table);
    Table sure = large || pages.isEmpty() ? sure(table) : table;
    Optional<RowStream> paged = large ? pagedRows(sure) : Optional.empty();
    return paged.isPresent()
        ? paged.get()
        : rows(
            sure,
            lane ->
                checkedLater
                    ? RowQuery.proving(lane, sure, encoding, proof)
                    : large
                        ? RowQuery.sorted(lane, sure, encoding, proof)
                        : RowQuery.plain(sure, encoding));
  }

  /**
   * The table as one whose key is never NULL, where it might be and is not: then the key alone
   * gives the order, and rows need not be compared as a whole.
   */
  private Table sure(Table table) throws IOException {
    if (table.key().isEmpty() || !table.keyNullable()) {
      return table;
    }
    Boolean known = sureKeys.get(table.name());
    if (known == null) {
      known = asked(table, lane -> !Rowid.hasNullKey(lane, table));
      sureKeys.put(table.name(), known);
    }
    return known ? table.withSureKey() : table;
  }

  /**
   * Whether it takes more than a page, and pages can be read: for less, to find out more would cost
   * more than it saves.
   */
  private boolean isLarge(Table table) throws IOException {
    if (pages.isEmpty()) {
      return false;
    }
    return asked(table, lane -> pages.get().isLarge(lane, table));
  }

  private interface Question<T> {
    T in(Session session) throws SQLException, IOException;
  }

  private <T> T asked(Table table, Question<T> question) throws IOException {
    Session lane = lanes.take();
    try {
      return question.in(lane);
    } catch (SQLException e) {
      throw failures.of(e, "reading table " + table.name());
    } finally {
      lanes.give(lane);
    }
  }

  /** All rows of a table from its pages; empty where they are SQLite's to read. */
  Optional<RowStream> pagedRows(Table table) throws IOException {
    if (pages.isEmpty() || encoding != Encoding.UTF_8) {
      return Optional.empty();
    }
    Session lane = lanes.take();
    boolean open = false;
    try {
      Optional<RowStream> rows =
          pages.get().rows(lane, table, checkedLater, () -> lanes.give(lane));
      open = rows.isPresent();
      return rows;
    } catch (SQLException e) {
      throw failures.of(e, "reading table " + table.name());
    } finally {
      if (!open) {
        lanes.give(lane);
      }
    }
  }

  @Override
  public RowStream rows(Table table, String where) throws IOException {
    // What does not read whole rows of the whole table proves nothing of its indexes.
    RowQuery query =
        where.isEmpty()
            ? RowQuery.plain(table, encoding)
            : RowQuery.where(table, condition("where of " + table.name(), where), encoding);
    return rows(table, lane -> query);
  }

  @Override
  public void requireCondition(Table table, String rule, String where) throws IOException {
    String sql =
        "SELECT 1 FROM %s AS t WHERE (%s)"
            .formatted(Sql.main(table.name().name()), condition(rule, where));
    Session lane = lanes.take();
    try {
      lane.prepare(sql).close();
    } catch (SQLException e) {
      if (Failures.code(e) != Failures.ERROR) {
        throw failures.of(e, "reading table " + table.name());
      }
      throw new BelayException(
          ErrorCode.USAGE, rule + ": " + Failures.words(e), "mend the condition", e);
    } finally {
      lanes.give(lane);
    }
  }

  private static String condition(String rule, String where) {
    return UserSql.of(rule, where, UserSql.Dialect.SQLITE)
        .requireExpression()
        .at("CURRENT_TIMESTAMP");
  }

  /** How a table's rows are asked for, in a session. */
  private interface Asking {
    RowQuery in(Session session) throws SQLException, IOException;
  }

  private RowStream rows(Table table, Asking asking) throws IOException {
    Session lane = lanes.take();
    try {
      return reader(lane, asking.in(lane), table, () -> lanes.give(lane));
    } catch (SQLException e) {
      lanes.give(lane);
      throw failures.of(e, "reading table " + table.name());
    }
  }

  private RowStream reader(Session lane, RowQuery query, Table table, Runnable onClose)
      throws SQLException {
    return new RowReader(
        lane,
        query,
        table.name(),
        table.stored(),
        encoding,
        failures,
        sums -> proof.expect(table.name().name(), sums.sums()),
        onClose);
  }

  /** All rows of a table that needs collations which only its application has. */
  private RowStream rowsStoodIn(Table table) throws IOException {
    Session lane = lanes.take();
    try {
      StandIns standIns = StandIns.install(lane, table.name().name());
      try {
        return reader(
            lane,
            RowQuery.plain(table, encoding),
            table,
            () -> {
              try {
                standIns.remove();
              } finally {
                lanes.give(lane);
              }
            });
      } catch (SQLException e) {
        standIns.remove();
        throw e;
      }
    } catch (SQLException e) {
      lanes.give(lane);
      throw failures.of(e, "reading table " + table.name());
    }
  }

  @Override
  public int lanes() {
    return lanes.size();
  }

  @Override
  public Scripts scripts() {
    return scripts;
  }

  /** A guess from the rows that the key's ends let expect: counting would read the table. */
  @Override
  public long sizeHint(Table table) throws IOException {
    Long known = sizes.get(table.name());
    if (known == null) {
      known = asked(table, lane -> SizeHint.of(lane, table));
      sizes.put(table.name(), known);
    }
    return known;
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public List<Dangling> dangling(Table table) throws IOException {
    if (table.foreignKeys().isEmpty()) {
      return List.of();
    }
    Session lane = lanes.take();
    try {
      return ForeignKeys.dangling(lane, table);
    } catch (SQLException e) {
      throw failures.of(e, "checking the references of table " + table.name());
    } finally {
      lanes.give(lane);
    }
  }

  @Override
  public void expectCheck() {
    checkedLater = true;
  }

  @Override
  public boolean checkTrees() throws IOException {
    return integrity.checkTrees();
  }

  @Override
  public List<Database.Damage> check() throws IOException {
    return SqlWork.run(
        failures,
        "checking " + file.display(),
        () -> {
          List<Database.Damage> damage = integrity.check();
          if (damage.isEmpty()) {
            integrity.failedChecks().forEach(this::warnOfChecks);
          }
          return damage;
        });
  }

  private void warnOfChecks(String table) {
    warnings.add(
        "rows of %s break a CHECK constraint of the table; they are stored as they are"
            .formatted(table));
  }

  @Override
  public void close() {
    lanes.close();
  }
}

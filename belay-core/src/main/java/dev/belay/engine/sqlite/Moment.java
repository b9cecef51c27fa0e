package dev.belay.engine.sqlite;

import dev.belay.engine.Database;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** One committed state of a database, seen by several connections at once. For any thread. */
final class Moment implements LiveDataset {
  private final SqliteFile file;
  private final Failures failures;
  private final Lanes lanes;
  private final Lanes checker;
  private final Encoding encoding;
  private final Catalog catalog;
  private final List<Counter> counters;
  private final Scripts scripts;
  private final List<String> warnings;

  /**
   * @param readers have begun, and see the same state; they are this moment's from now on
   */
  Moment(SqliteFile file, List<Session> readers) throws SQLException {
    this(file, readers, Optional.empty());
  }

  /**
   * @param checker one more such session, for the check: begun later it could wait for a writer who
   *     waits for this moment to end
   */
  private Moment(SqliteFile file, List<Session> readers, Optional<Session> checker)
      throws SQLException {
    this.file = file;
    this.failures = new Failures(file);
    Session first = readers.get(0);
    CatalogReader reader = new CatalogReader(first);
    this.catalog = reader.catalog();
    this.counters = reader.counters();
    this.scripts = reader.scripts();
    this.warnings = reader.warnings();
    this.encoding = Encoding.of(first);
    for (Session session : readers) {
      encoding.install(session);
    }
    this.lanes = new Lanes(readers);
    this.checker = checker.map(c -> new Lanes(List.of(c))).orElse(lanes);
  }

  /** The moment of now. */
  static Moment now(SqliteFile file, ReadOptions options) throws IOException {
    file.requireDatabase();
    int sessions = options.lanes() == 1 ? 1 : options.lanes() + 1;
    try (Reads reads = new Reads(file, options, Session.Access.READ, sessions)) {
      List<Session> begun = reads.begin(null);
      int last = begun.size() - 1;
      Moment moment =
          last == 0
              ? new Moment(file, begun)
              : new Moment(file, begun.subList(0, last), Optional.of(begun.get(last)));
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
    String columns = Sql.join(table.stored(), ", ", column -> "t." + Sql.name(column.name()));
    String order = Order.of(table, table.stored(), "t.", encoding.collation());
    String query =
        "SELECT %s FROM %s AS t ORDER BY %s"
            .formatted(columns, Sql.main(table.name().name()), order);
    Session lane = lanes.take();
    try {
      return new RowReader(
          lane, query, table.name(), table.stored(), encoding, failures, () -> lanes.give(lane));
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
    Session lane = lanes.take();
    try {
      return SizeHint.of(lane, table);
    } catch (SQLException e) {
      throw failures.of(e, "reading table " + table.name());
    } finally {
      lanes.give(lane);
    }
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public List<Database.Damage> check() throws IOException {
    Session lane = checker.take();
    try {
      return Integrity.check(lane);
    } catch (SQLException e) {
      throw failures.of(e, "checking " + file.display());
    } finally {
      checker.give(lane);
    }
  }

  @Override
  public void close() {
    lanes.close();
    checker.close();
  }
}

package dev.belay.engine.sqlite;

import dev.belay.engine.ReadOptions;
import dev.belay.engine.Scratch;
import dev.belay.engine.Stage;
import dev.belay.engine.UserSql;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/**
 * Private tables in the temp schema of a session that has opened the file for reading only. SQLite
 * finds a name in the temp schema first.
 */
final class SqliteScratch implements Scratch {
  private static final int LIMIT_ATTACHED = 7;

  /** After so many steps of its machine SQLite looks at the clock. */
  private static final int STEPS = 10_000;

  /** ERROR, READONLY, TOOBIG, CONSTRAINT, MISMATCH, RANGE: the statement's own fault. */
  private static final Set<Integer> ITS_OWN = Set.of(Failures.ERROR, 8, 18, 19, 20, 25);

  private final Session session;
  private final Failures failures;
  private final Encoding encoding;
  private final Catalog catalog;
  private final PrivateTables tables;
  private final String moment;
  private boolean changed;

  private SqliteScratch(Session session, SqliteFile file) throws SQLException {
    this.session = session;
    this.failures = new Failures(file);
    CatalogReader reader = new CatalogReader(session);
    this.catalog = reader.catalog();
    this.tables = new PrivateTables(session, reader.objects());
    this.encoding = Encoding.of(session);
    encoding.install(session);
    this.moment = Sql.text(session.text("SELECT CURRENT_TIMESTAMP"));
    session.db().limit(LIMIT_ATTACHED, 0);
  }

  /**
   * What a crashed process left can't be rolled back by who may only read. Nothing of it stays
   * open: a writer that waits for readers to go would wait for it, and the next reader for the
   * writer.
   */
  private static void mend(SqliteFile file, ReadOptions options) throws SQLException, IOException {
    try (Reads reads = new Reads(file, options, Session.Access.READ, 1)) {
      reads.begin(null);
    }
  }

  static SqliteScratch open(SqliteFile file, ReadOptions options) throws IOException {
    file.requireDatabase();
    try {
      mend(file, options);
    } catch (SQLException e) {
      throw new Failures(file).of(e, "reading");
    }
    try (Reads reads = new Reads(file, options, Session.Access.PRIVATE, 1)) {
      SqliteScratch scratch = new SqliteScratch(reads.begin(null).get(0), file);
      reads.handOver();
      return scratch;
    } catch (SQLException e) {
      throw new Failures(file).of(e, "reading");
    }
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public void begin(List<Table> wanted, List<Counter> counters) throws IOException {
    if (!tables.isEmpty()) {
      throw new IllegalStateException("begin comes first, and once");
    }
    for (Table table : wanted) {
      Optional<Counter> counter =
          counters.stream().filter(c -> c.name().equals(table.name())).findFirst();
      work(
          "copying table " + table.name(),
          () -> {
            tables.make(catalog.table(table.name()).orElse(table), counter);
            return true;
          });
    }
  }

  @Override
  public String sql(Table table) {
    return tables.sql(table);
  }

  @Override
  public Stage fill(Table table, List<Column> columns) {
    return new PrivateStage(session, failures, table, sql(table), columns);
  }

  @Override
  public long fillLive(Table table, String rule, Optional<String> condition, Which which)
      throws IOException {
    StringBuilder sql = new StringBuilder("INSERT INTO ");
    String names = Sql.join(table.stored(), ", ", c -> Sql.name(c.name()));
    String real = Sql.main(table.name().name());
    sql.append(sql(table)).append('(').append(names).append(") SELECT ").append(names);
    sql.append(" FROM ").append(real);
    if (condition.isPresent()) {
      sql.append(" WHERE (").append(expression(rule, condition.get()));
      sql.append(which == Which.MATCHING ? ") IS TRUE" : ") IS NOT TRUE");
    }
    if (which == Which.OTHERS && !table.key().isEmpty()) {
      String match =
          Match.byKey(
              table,
              n -> "belay_private." + Sql.name(n),
              n -> Sql.name(table.name().name()) + "." + Sql.name(n));
      sql.append(condition.isPresent() ? " AND" : " WHERE");
      sql.append(
          " NOT EXISTS (SELECT 1 FROM %s AS belay_private WHERE %s)".formatted(sql(table), match));
    }
    return theirs(rule, () -> session.update(sql.toString()));
  }

  private String expression(String rule, String sql) {
    return UserSql.of(rule, sql, UserSql.Dialect.SQLITE).requireExpression().at(moment);
  }

  @Override
  public long run(String rule, String sql) throws IOException {
    UserSql.Dialect dialect = UserSql.Dialect.SQLITE;
    String named = UserSql.of(rule, sql, dialect).requireChange().renamed(tables::hiding);
    String one = UserSql.of(rule, named, dialect).at(moment);
    changed = true;
    return theirs(
        rule,
        () -> {
          long before = session.db().total_changes();
          session.exec(one);
          return session.db().total_changes() - before;
        });
  }

  @Override
  public Answer ask(String what, String sql) throws IOException {
    String one = UserSql.of(what, sql, UserSql.Dialect.SQLITE).requireQuery().at(moment);
    return theirs(what, () -> answer(one));
  }

  @Override
  public Answer ask(String what, String sql, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    ProgressHandler clock =
        new ProgressHandler() {
          @Override
          protected int progress() {
            return System.nanoTime() - end > 0 ? 1 : 0;
          }
        };
    try {
      work(what, () -> setClock(clock));
      return ask(what, sql);
    } catch (BelayException | IOException e) {
      if (System.nanoTime() - end > 0) {
        throw Scratch.tooLong(what, limit, e);
      }
      throw e;
    } finally {
      work(what, () -> setClock(null));
    }
  }

  private boolean setClock(@Nullable ProgressHandler clock) throws SQLException {
    if (clock == null) {
      ProgressHandler.clearHandler(session.connection());
    } else {
      ProgressHandler.setHandler(session.connection(), STEPS, clock);
    }
    return true;
  }

  private Answer answer(String sql) throws SQLException {
    try (PreparedStatement statement = session.prepare(sql);
        ResultSet result = statement.executeQuery()) {
      int count = result.getMetaData().getColumnCount();
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        columns.add(result.getMetaData().getColumnLabel(i));
      }
      List<List<@Nullable String>> rows = new ArrayList<>();
      while (rows.size() < ANSWER && result.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return new Answer(columns, rows);
    }
  }

  @Override
  public Optional<Long> highest(Table table, String column) throws IOException {
    String name = Sql.name(column);
    return work(
        "reading table " + table.name(),
        () -> {
          String most =
              session.text(
                  "SELECT coalesce((SELECT max(%s) FROM %s WHERE typeof(%s) = 'integer'), '')"
                      .formatted(name, sql(table), name));
          return most.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(most));
        });
  }

  @Override
  public void seal() throws IOException {
    work(
        "ending a moment",
        () -> {
          if (changed) {
            tables.requireIdentities();
          }
          session.exec("COMMIT");
          return true;
        });
  }

  @Override
  public RowStream rows(Table table) throws IOException {
    String query =
        "SELECT %s FROM %s AS t ORDER BY %s"
            .formatted(
                Sql.join(table.stored(), ", ", c -> "t." + Sql.name(c.name())),
                sql(table),
                Order.of(table, table.stored(), "t.", encoding.collation()));
    return work(
        "reading table " + table.name(),
        () ->
            new RowReader(
                session,
                RowQuery.of(query),
                table.name(),
                table.stored(),
                encoding,
                failures,
                sums -> {},
                () -> {}));
  }

  private <T> T work(String doing, SqlWork<T> work) throws IOException {
    return SqlWork.run(failures, doing, work);
  }

  /** Runs what people wrote: what SQLite finds wrong with it is theirs to mend. */
  private <T> T theirs(String rule, SqlWork<T> work) throws IOException {
    try {
      return work.get();
    } catch (SQLException e) {
      if (!ITS_OWN.contains(Failures.code(e))) {
        throw failures.of(e, rule);
      }
      throw new BelayException(
          ErrorCode.USAGE,
          rule + ": " + Failures.words(e),
          Failures.cannotOpenOrWrite(e)
              ? "rules change only tables of the database that they name"
              : "mend its SQL; it is SQLite's",
          e);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}

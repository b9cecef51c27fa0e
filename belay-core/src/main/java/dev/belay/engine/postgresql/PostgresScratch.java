package dev.belay.engine.postgresql;

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
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/**
 * Temporary tables of one session, made before a transaction that can only read begins: in it the
 * server allows temporary tables to be written, and nothing else.
 */
final class PostgresScratch implements Scratch {
  /** Lost connections, waiting, resources, the server itself: not the statement's own fault. */
  private static final Set<String> NOT_ITS_OWN = Set.of("08", "40", "53", "55", "57", "58", "XX");

  private static final String ONLY_PRIVATE =
      "rules change only tables that they name, and call no function that changes anything";

  private static final String NOW = "CURRENT_TIMESTAMP";

  private final Connector connector;
  private final Session session;
  private final LiveCatalog live;
  private final List<TableFinder.Found> found;
  private final int major;
  private final Map<TableName, PrivateTable> tables = new TreeMap<>();
  private final PrivateNumbers numbers = new PrivateNumbers();
  private PrivateWholes wholes = PrivateWholes.NONE;
  private final Semaphore reading = new Semaphore(1);
  private boolean changed;

  private PostgresScratch(Connector connector, Session session) throws SQLException {
    this.connector = connector;
    this.session = session;
    this.major = session.major();
    session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    this.found = TableFinder.all(session);
    this.live = CatalogReader.read(session, found);
    session.run("COMMIT");
  }

  static PostgresScratch open(Connector connector, ReadOptions options) throws IOException {
    Session session = connector.open(options);
    try {
      return new PostgresScratch(connector, session);
    } catch (SQLException e) {
      session.abort();
      throw connector.failure(e, "reading the structure");
    } catch (RuntimeException e) {
      session.abort();
      throw e;
    }
  }

  @Override
  public Catalog catalog() {
    return live.catalog();
  }

  @Override
  public void begin(List<Table> wanted, List<Counter> counters) throws IOException {
    for (Table table : wanted) {
      Optional<LiveTable> real = Optional.ofNullable(live.tables().get(table.name()));
      tables.put(table.name(), PrivateTable.of(real, table, name(table.name(), wanted)));
    }
    Refusals.hidden(connector, found.stream().filter(f -> tables.containsKey(f.name())).toList());
    connector.run(
        "making private tables",
        () -> {
          for (PrivateTable table : tables.values()) {
            session.run(table.create());
            numbers.make(session, table, counters);
          }
          wholes = PrivateWholes.of(live, found, tables, Partitions.withForeign(session));
          for (String view : wholes.create()) {
            session.run(view);
          }
          session.run(
              "SET default_transaction_read_only = on;"
                  + " BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
          Lanes.lock(
              session,
              tables.values().stream()
                  .flatMap(t -> t.real().stream())
                  .map(LiveTable::name)
                  .toList());
          // The first query sets the moment.
          session.run("SELECT 1");
        });
  }

  /**
   * One schema has room for one table of a name: of several the one of the usual schema has it, as
   * in people's SQL, and the others are called by their schemas, too.
   */
  private static String name(TableName name, List<Table> wanted) {
    boolean alone = wanted.stream().filter(t -> t.name().name().equals(name.name())).count() == 1;
    return alone || name.schema().equals("public")
        ? name.name()
        : name.schema() + "." + name.name();
  }

  @Override
  public String sql(Table table) {
    return table(table).live().sql();
  }

  /** The statement with private tables in the place of those that it names with their schema. */
  private String hiding(UserSql sql) {
    return sql.renamed(
        (schema, name) ->
            tables.entrySet().stream()
                .filter(e -> e.getKey().schema().equalsIgnoreCase(schema))
                .filter(e -> e.getKey().name().equalsIgnoreCase(name))
                .map(e -> e.getValue().live().sql())
                .findFirst()
                .or(() -> wholes.sql(schema, name)));
  }

  private PrivateTable table(Table table) {
    PrivateTable known = tables.get(table.name());
    if (known == null) {
      throw new IllegalStateException(table.name() + " has no private table");
    }
    return known;
  }

  @Override
  public Stage fill(Table table, List<Column> columns) {
    LiveTable there = table(table).live();
    List<LiveColumn> filled = columns.stream().map(there::column).toList();
    return new CopyStage(
        session, connector, StageTable.of(there, filled, 0, true), false, rows -> {});
  }

  @Override
  public long fillLive(Table table, String rule, Optional<String> condition, Which which)
      throws IOException {
    LiveTable to = table(table).live();
    LiveTable from = live.table(table);
    String names = PrivateTable.names(table);
    StringBuilder sql = new StringBuilder("INSERT INTO ");
    sql.append(to.sql()).append(" (").append(names).append(") SELECT ").append(names);
    sql.append(" FROM ONLY ").append(from.sql());
    if (condition.isPresent()) {
      sql.append(" WHERE (").append(expression(rule, condition.get()));
      sql.append(which == Which.MATCHING ? ") IS TRUE" : ") IS NOT TRUE");
    }
    if (which == Which.OTHERS && !table.key().isEmpty()) {
      StageTable there = StageTable.of(to, to.stored(), 0, true);
      sql.append(condition.isPresent() ? " AND" : " WHERE");
      sql.append(
          " NOT EXISTS (SELECT 1 FROM %s belay_private WHERE %s)"
              .formatted(
                  to.sql(), there.sameKey("belay_private.", Sql.ident(table.name().name()) + ".")));
    }
    return theirs(rule, () -> session.changes(sql.toString()));
  }

  private static String expression(String rule, String sql) {
    return UserSql.of(rule, sql, UserSql.Dialect.POSTGRESQL).requireExpression().at(NOW);
  }

  @Override
  public long run(String rule, String sql) throws IOException {
    UserSql.Dialect dialect = UserSql.Dialect.POSTGRESQL;
    UserSql theirs = UserSql.of(rule, sql, dialect).requireChange();
    theirs.written().forEach(w -> PrivateWholes.refuse(rule, w, live));
    UserSql one = UserSql.of(rule, hiding(theirs), dialect);
    one.written().forEach(w -> requirePrivate(rule, w));
    changed = true;
    List<String> written = one.written().stream().map(UserSql.Written::name).toList();
    return theirs(
        rule,
        () -> {
          numbers.advance(session, written);
          return session.changes(one.at(NOW));
        });
  }

  /**
   * The server would refuse to write to a real table, but asks for its lock first: where a run has
   * locked that table, for as long as is waited for a lock.
   */
  private void requirePrivate(String rule, UserSql.Written table) {
    boolean real =
        table.schema().isEmpty()
            ? live.tables().keySet().stream().anyMatch(n -> n.name().equalsIgnoreCase(table.name()))
            : !table.schema().equalsIgnoreCase("pg_temp");
    boolean hidden =
        table.schema().isEmpty()
            && tables.keySet().stream().anyMatch(n -> n.name().equalsIgnoreCase(table.name()));
    if (real && !hidden) {
      throw new BelayException(
          ErrorCode.USAGE,
          "%s: it would write to %s%s itself"
              .formatted(rule, table.schema().isEmpty() ? "" : table.schema() + ".", table.name()),
          ONLY_PRIVATE);
    }
  }

  @Override
  public Answer ask(String what, String sql) throws IOException {
    String one = UserSql.of(what, sql, UserSql.Dialect.POSTGRESQL).requireQuery().at(NOW);
    return theirs(what, () -> session.answer(one, ANSWER));
  }

  @Override
  public Answer ask(String what, String sql, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    try {
      connector.run(what, () -> session.run("SET LOCAL statement_timeout = " + limit.toMillis()));
      return ask(what, sql);
    } catch (BelayException | IOException e) {
      if (System.nanoTime() - end >= 0) {
        throw Scratch.tooLong(what, limit, e);
      }
      throw e;
    }
  }

  @Override
  public Optional<Long> highest(Table table, String column) throws IOException {
    PrivateTable there = table(table);
    return connector.ask(
        "reading " + table.name(),
        () -> {
          String most =
              session.text(
                  "SELECT coalesce(max(%s)::text, '') FROM %s"
                      .formatted(Sql.ident(column), there.live().sql()));
          // A counted column may be of any type with whole numbers in it.
          return most.matches("-?[0-9]{1,18}")
              ? Optional.of(Long.parseLong(most))
              : Optional.empty();
        });
  }

  @Override
  public void seal() throws IOException {
    connector.run(
        "ending a moment",
        () -> {
          if (changed) {
            for (PrivateTable table : tables.values()) {
              requireIdentity(table.live());
            }
          }
          session.run("COMMIT");
          // Functions of users may have changed what makes text exact.
          Connector.setUp(session);
        });
  }

  private void requireIdentity(LiveTable table) throws SQLException {
    if (table.key().isEmpty()) {
      return;
    }
    long twice =
        session.number(
            "SELECT count(*) FROM (SELECT 1 FROM %s GROUP BY %s HAVING count(*) > 1) k"
                .formatted(table.sql(), Sql.list(table.key(), c -> c.text(""))));
    if (twice > 0) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "after the rules %d %s of %s would be there more than once"
              .formatted(twice, twice == 1 ? "key" : "keys", table.name().name()),
          "mend the profile's rules for that table");
    }
  }

  /** One session is one stream at a time: the next waits. */
  @Override
  public RowStream rows(Table table) throws IOException {
    LiveTable there = table(table).with(table);
    try {
      reading.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading " + table.name());
    }
    try {
      CopyOut copy = session.copyOut(Ordering.copy(there, live.encoding()));
      boolean checked = Lanes.mayBeInvalid(there, live.encoding(), major);
      return new CopyRows(copy, connector, there, checked, this::release);
    } catch (SQLException e) {
      reading.release();
      throw connector.failure(e, "reading " + table.name());
    }
  }

  private void release(@Nullable CopyOut rest) throws SQLException {
    try {
      if (rest != null) {
        rest.cancelCopy();
      }
    } finally {
      reading.release();
    }
  }

  /** Runs what people wrote: what the server finds wrong with it is theirs to mend. */
  private <T> T theirs(String rule, Session.Writing<T> work) throws IOException {
    try {
      return session.withPrivatePath(work);
    } catch (SQLException e) {
      String state = e.getSQLState() == null ? "XX" : e.getSQLState();
      if (state.length() < 2 || NOT_ITS_OWN.contains(state.substring(0, 2))) {
        throw connector.failure(e, rule);
      }
      throw new BelayException(
          ErrorCode.USAGE,
          rule + ": " + Failures.said(e),
          state.equals("25006") ? ONLY_PRIVATE : "mend its SQL; it is PostgreSQL's",
          e);
    }
  }

  @Override
  public void close() throws IOException {
    session.abort();
  }
}

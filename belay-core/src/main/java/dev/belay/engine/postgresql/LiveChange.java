package dev.belay.engine.postgresql;

import dev.belay.engine.Change;
import dev.belay.engine.Constraints;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Stage;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on one connection, which writes; lanes show the moment before to readers. What it
 * writes, and reads back, goes over that connection, one thing at a time.
 */
final class LiveChange implements Change {
  private final Connector connector;
  private final ReadOptions options;
  private final Session session;
  private final Guard guard;
  private final Stages stages;
  private final StagedRows rows;
  private final @Nullable Creation creation;
  private final List<String> warnings = new ArrayList<>();
  private final LongAdder read = new LongAdder();
  private ChangeState state;
  private List<TableName> locked = List.of();
  private boolean committed;

  private LiveChange(
      Connector connector, ReadOptions options, Session session, @Nullable Creation creation)
      throws SQLException, IOException {
    this.connector = connector;
    this.options = options;
    this.session = session;
    this.guard = new Guard(session, connector);
    this.stages = new Stages(session, connector, creation != null);
    this.rows = new StagedRows(session, connector, stages);
    this.creation = creation;
    if (creation == null) {
      session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE");
      this.state = ChangeState.read(connector, options, session, List.of());
      warnings.addAll(state.live().warnings());
    } else {
      this.state = ChangeState.created(session, creation.catalog());
      warnings.addAll(creation.warnings());
    }
  }

  static LiveChange begin(Connector connector, ReadOptions options) throws IOException {
    return open(connector, options, null);
  }

  /** Builds a database: the tables are made first, in this same transaction. */
  static LiveChange create(Connector connector, ReadOptions options, Catalog catalog, String before)
      throws IOException {
    return open(connector, options, new Creation(connector, catalog, before));
  }

  private static LiveChange open(
      Connector connector, ReadOptions options, @Nullable Creation creation) throws IOException {
    Session session = connector.open(options);
    try {
      refuseStandby(connector, session);
      if (creation != null) {
        creation.begin(session);
      }
      return new LiveChange(connector, options, session, creation);
    } catch (SQLException e) {
      session.abort();
      if ("55P03".equals(e.getSQLState())) {
        throw Blockers.reading(connector, options, e);
      }
      throw connector.failure(e, "beginning a transaction");
    } catch (IOException | RuntimeException e) {
      session.abort();
      throw e;
    }
  }

  private static void refuseStandby(Connector connector, Session session) throws SQLException {
    if (session.text("SELECT pg_catalog.pg_is_in_recovery()::text").equals("true")) {
      throw new BelayException(
          ErrorCode.REFUSED,
          connector.display() + " is a standby, which only reads",
          "a standby can be backed up, not changed: use the primary server");
    }
  }

  @Override
  public void lock(List<Table> tables) throws IOException {
    List<TableName> names = tables.stream().map(Table::name).distinct().sorted().toList();
    tables.forEach(this::usable);
    ChangeState before = state;
    before.close();
    try {
      session.run("ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE");
      if (!names.isEmpty()) {
        // A lock taken before the first query: the snapshot then shows all that was committed until
        // it came.
        session.run(
            "LOCK TABLE "
                + Sql.list(names, t -> "ONLY " + Sql.name(t))
                + " IN SHARE ROW EXCLUSIVE MODE");
      }
      state = ChangeState.read(connector, options, session, names);
      locked = names;
    } catch (SQLException e) {
      if ("55P03".equals(e.getSQLState())) {
        throw Blockers.busy(
            connector, options, connector.ask("locking", session::backend), names, e);
      }
      throw connector.failure(e, "locking " + Sql.list(names, TableName::toString));
    }
    refuseIfChanged(before.catalog(), names);
    state = state.with(before.catalog());
  }

  /** Somebody who was waited for may have altered what the plan was made for. */
  private void refuseIfChanged(Catalog before, List<TableName> names) {
    for (TableName name : names) {
      if (!before.table(name).equals(state.catalog().table(name))) {
        throw new BelayException(
            ErrorCode.STALE_PLAN,
            connector.display()
                + ": the structure of "
                + name
                + " changed while its lock was waited for",
            "make a new plan");
      }
    }
  }

  private LiveTable usable(Table table) {
    return state.usable(connector, table);
  }

  private LiveTable live(Table table) {
    return state.live().table(table);
  }

  // ---- the moment
  // ----------------------------------------------------------------------------------------------------

  @Override
  public Catalog catalog() {
    return state.catalog();
  }

  @Override
  public List<Counter> counters() {
    return state.counters();
  }

  @Override
  public RowStream rows(Table table) throws IOException {
    LiveTable found = usable(table);
    read.add(Math.max(0, found.bytes()));
    return state.lanes() == null
        ? connector.ask(reading(table), () -> rows.all(found, state.live().encoding()))
        : state.lanes().rows(found);
  }

  @Override
  public RowStream rows(Table table, String where) throws IOException {
    if (state.lanes() == null) {
      throw new IllegalStateException("the database is just being created");
    }
    return state.lanes().rows(usable(table), Moment.condition("where of " + table.name(), where));
  }

  @Override
  public int lanes() {
    return state.lanes() == null ? 1 : state.lanes().width();
  }

  @Override
  public Scripts scripts() throws IOException {
    if (state.lanes() == null) {
      return Scripts.none("the database is just being created");
    }
    int major = connector.ask("asking for the version", session::major);
    return new PgDump(connector, options).scripts(state.snapshot(), major);
  }

  @Override
  public long sizeHint(Table table) {
    return live(table).bytes();
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public Constraints constraints(Table table) throws IOException {
    return connector.ask(
        "reading the structure of " + table.name(),
        () -> ConstraintReader.read(session, live(table)));
  }

  @Override
  public Set<TableName> partitions(TableName partitioned) throws IOException {
    return connector.ask(
        "reading the partitions of " + partitioned, () -> Reach.leaves(session, partitioned));
  }

  // ---- staging
  // -------------------------------------------------------------------------------------------------------

  @Override
  public void requireChangeable(Table table) throws IOException {
    int columns = table.stored().size();
    if (!Stages.tooWide(columns)) {
      return;
    }
    LiveTable there = live(table);
    String filled = "SELECT EXISTS (SELECT FROM ONLY " + there.sql() + ")::text";
    if (connector.ask("looking into " + table.name(), () -> session.text(filled)).equals("true")) {
      throw Stages.tooWide(there, columns);
    }
  }

  @Override
  public Stage stage(Table table, List<Column> columns) throws IOException {
    return stages.fill(open(usable(table), columns));
  }

  private StageTable open(LiveTable table, List<Column> columns) throws IOException {
    return connector.ask(
        "staging changes of " + table.name(),
        () -> {
          guard.stage();
          return stages.open(table, columns, false);
        });
  }

  @Override
  public Stage bulk(Table table, List<Column> columns) throws IOException {
    LiveTable found = usable(table);
    return connector.ask(
        "preparing " + table.name(),
        () -> {
          StageTable stage = stages.open(found, columns, true);
          if (creation == null) {
            state.rest();
            guard.enter(List.of(found));
          }
          return stages.fill(stage);
        });
  }

  @Override
  public List<Violation> failedChecks(Table table) throws IOException {
    return connector.ask("checking rows of " + table.name(), () -> stages.failedChecks(table));
  }

  @Override
  public boolean mayClash(Table table) throws IOException {
    return table.otherUnique() || !UniqueRule.exactKey(live(table));
  }

  @Override
  public List<Violation> violations(Table table) throws IOException {
    return connector.ask("checking rows of " + table.name(), () -> stages.violations(table));
  }

  @Override
  public void exempt(Table table) throws IOException {
    LiveTable found = usable(table);
    connector.run(
        "setting constraints of " + table.name() + " aside",
        () -> {
          List<Unvalidated> constraints = Unvalidated.of(session, found);
          if (!constraints.isEmpty()) {
            state.rest();
            guard.exempt(found, constraints);
          }
        });
  }

  private Consequences consequences() {
    return new Consequences(session, state.live(), stages.all());
  }

  private static String checking(ForeignKey key, Table child) {
    return "checking " + key.name() + " of " + child.name();
  }

  @Override
  public long missingParents(Table child, ForeignKey key, Table parent) throws IOException {
    return connector.ask(
        checking(key, child), () -> consequences().missingParents(live(child), key));
  }

  @Override
  public long keepReferenced(Table parent, List<Reference> references) throws IOException {
    return connector.ask(
        "reducing the rows of " + parent.name(),
        () -> consequences().keepReferenced(live(parent), references));
  }

  @Override
  public long orphans(Table child, ForeignKey key, Table parent) throws IOException {
    return connector.ask(checking(key, child), () -> consequences().orphans(live(child), key));
  }

  @Override
  public long strays(Table child, ForeignKey key, Table parent) throws IOException {
    return connector.ask(checking(key, child), () -> consequences().strays(live(child), key));
  }

  @Override
  public long dangling(Table child, ForeignKey key, Table parent) throws IOException {
    return connector.ask(checking(key, child), () -> consequences().dangling(live(child), key));
  }

  @Override
  public long cascade(Table child, ForeignKey key, Table parent) throws IOException {
    StageTable known = stages.of(child);
    StageTable stage = known != null ? known : open(usable(child), live(child).table().stored());
    return connector.ask(checking(key, child), () -> consequences().cascade(stage, key));
  }

  @Override
  public RowStream stagedLive(Table table, boolean updated) throws IOException {
    return connector.ask(reading(table), () -> rows.live(table, updated, state.live().encoding()));
  }

  @Override
  public RowStream stagedNew(Table table) throws IOException {
    return connector.ask(reading(table), () -> rows.coming(table, state.live().encoding()));
  }

  private static String reading(Table table) {
    return "reading " + table.name();
  }

  // ---- applying
  // ------------------------------------------------------------------------------------------------------

  @Override
  public List<Applied> apply() throws IOException {
    state.rest();
    try {
      return stages.apply(guard, state.live(), read.sum());
    } catch (SQLException e) {
      if ("55P03".equals(e.getSQLState()) && !locked.isEmpty()) {
        throw Blockers.applying(
            connector, options, connector.ask("applying", session::backend), locked, e);
      }
      throw connector.failure(e, "applying the changes");
    }
  }

  @Override
  public void drop(List<String> kept) throws IOException {
    state.rest();
    connector.run(
        "dropping what is in it",
        () -> {
          try (Session fresh = connector.open(options)) {
            Contents.drop(session, fresh, connector, kept);
          }
        });
  }

  @Override
  public long broken(Table child, ForeignKey key, Table parent) throws IOException {
    return connector.ask(checking(key, child), () -> consequences().broken(live(child), key));
  }

  @Override
  public RowStream written(Table table) throws IOException {
    return connector.ask(reading(table), () -> rows.written(table));
  }

  @Override
  public long undeleted(Table table) throws IOException {
    return connector.ask("verifying " + table.name(), () -> stages.undeleted(table));
  }

  @Override
  public void counters(List<Counter> counters, List<Table> tables) throws IOException {
    connector.run("setting sequences", () -> CounterWriter.write(session, counters));
  }

  @Override
  public void finish(String after) throws IOException {
    if (creation == null) {
      throw new IllegalStateException("only a database that is being created is finished");
    }
    connector.run("finishing the database", () -> warnings.addAll(creation.finish(session, after)));
  }

  @Override
  public String commitMark() throws IOException {
    return connector.ask(
        "checking what was deferred",
        () -> {
          guard.leave();
          return CommitMark.of(session).toString();
        });
  }

  @Override
  public void commit() throws IOException {
    connector.run(
        "committing",
        () -> {
          guard.leave();
          session.run("SET LOCAL synchronous_commit = on; COMMIT");
          committed = true;
        });
  }

  @Override
  public void close() throws IOException {
    state.close();
    if (session.busy()) {
      session.abort();
      return;
    }
    try {
      if (!committed) {
        session.run("ROLLBACK");
      }
      session.close();
    } catch (SQLException e) {
      // The server rolls back when the connection is gone.
      session.abort();
    }
  }
}

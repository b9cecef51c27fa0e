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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/**
 * One transaction on one connection, which writes; lanes show the moment before to readers. What it
 * writes, and reads back, goes over that connection, one thing at a time.
 */
final class LiveChange implements Change {
  /** What PostgreSQL allows a table to have; a stage has one beside those that it changes. */
  private static final int MOST_COLUMNS = 1600;

  private final Connector connector;
  private final ReadOptions options;
  private final Session session;
  private final Guard guard;
  private final int major;
  private final Map<TableName, StageTable> stages = new ConcurrentHashMap<>();
  private final Map<TableName, LongAdder> copied = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final List<String> warnings = new ArrayList<>();
  private final @Nullable Creation creation;
  private Structure structure;
  private Map<TableName, Applier.Done> done = Map.of();
  private boolean committed;

  /** What is known of the database at the transaction's moment. */
  private record Structure(
      Catalog catalog,
      LiveCatalog live,
      Map<TableName, TableFinder.Found> found,
      List<Counter> counters,
      String snapshot,
      @Nullable Lanes lanes) {
    void close() {
      if (lanes != null) {
        lanes.close();
      }
    }
  }

  private LiveChange(
      Connector connector, ReadOptions options, Session session, @Nullable Creation creation)
      throws SQLException, IOException {
    this.connector = connector;
    this.options = options;
    this.session = session;
    this.guard = new Guard(session, connector);
    this.major = session.major();
    this.creation = creation;
    if (creation == null) {
      session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE");
      this.structure = readStructure(List.of());
      warnings.addAll(structure.live.warnings());
    } else {
      List<TableFinder.Found> found = TableFinder.all(session);
      LiveCatalog live = CatalogReader.read(session, found);
      this.structure = new Structure(creation.catalog(), live, byName(found), List.of(), "", null);
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

  private Structure readStructure(Collection<TableName> locked) throws SQLException, IOException {
    List<TableFinder.Found> found = TableFinder.all(session);
    LiveCatalog live = CatalogReader.read(session, found);
    String snapshot = session.text("SELECT pg_catalog.pg_export_snapshot()");
    List<Counter> counters = CounterReader.read(connector, session);
    int lanes = locked.isEmpty() ? 0 : options.lanes();
    return new Structure(
        live.catalog(),
        live,
        byName(found),
        counters,
        snapshot,
        new Lanes(
            connector,
            options,
            lanes,
            Math.min(lanes, 1),
            snapshot,
            locked,
            live.encoding(),
            major));
  }

  private static Map<TableName, TableFinder.Found> byName(List<TableFinder.Found> found) {
    Map<TableName, TableFinder.Found> byName = new HashMap<>();
    found.forEach(f -> byName.put(f.name(), f));
    return byName;
  }

  @Override
  public void lock(List<Table> tables) throws IOException {
    List<TableName> names = tables.stream().map(Table::name).distinct().sorted().toList();
    tables.forEach(this::usable);
    Structure before = structure;
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
      structure = readStructure(names);
    } catch (SQLException e) {
      if ("55P03".equals(e.getSQLState())) {
        throw Blockers.busy(connector, options, backend(), names, e);
      }
      throw connector.failure(e, "locking " + Sql.list(names, TableName::toString));
    }
    refuseIfChanged(before, names);
  }

  private int backend() throws IOException {
    try {
      return session.backend();
    } catch (SQLException e) {
      throw connector.failure(e, "locking");
    }
  }

  /** Somebody who was waited for may have altered what the plan was made for. */
  private void refuseIfChanged(Structure before, List<TableName> names) {
    for (TableName name : names) {
      if (!before.catalog.table(name).equals(structure.catalog.table(name))) {
        throw new BelayException(
            ErrorCode.STALE_PLAN,
            connector.display()
                + ": the structure of "
                + name
                + " changed while its lock was waited for",
            "make a new plan");
      }
    }
    structure =
        new Structure(
            before.catalog,
            structure.live,
            structure.found,
            structure.counters,
            structure.snapshot,
            structure.lanes);
  }

  /**
   * The table as the server has it; refused where this user can't see all of it or it can't be
   * carried.
   */
  private LiveTable usable(Table table) {
    LiveTable found = structure.live.table(table);
    TableFinder.Found access = structure.found.get(table.name());
    if (access != null) {
      Refusals.hidden(connector, List.of(access));
    }
    Refusals.inexact(connector, List.of(found));
    return found;
  }

  @Override
  public Catalog catalog() {
    return structure.catalog;
  }

  @Override
  public List<Counter> counters() {
    return structure.counters;
  }

  @Override
  public RowStream rows(Table table) throws IOException {
    LiveTable found = usable(table);
    if (structure.lanes == null) {
      return own(found, Ordering.copy(found, structure.live.encoding()));
    }
    return structure.lanes.rows(found);
  }

  @Override
  public int lanes() {
    return structure.lanes == null ? 1 : structure.lanes.width();
  }

  @Override
  public Scripts scripts() throws IOException {
    return structure.lanes == null
        ? Scripts.none("the database is just being created")
        : new PgDump(connector, options).scripts(structure.snapshot, major);
  }

  @Override
  public long sizeHint(Table table) {
    return structure.live.table(table).bytes();
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public Constraints constraints(Table table) throws IOException {
    try {
      return ConstraintReader.read(session, structure.live.table(table));
    } catch (SQLException e) {
      throw connector.failure(e, "reading the structure of " + table.name());
    }
  }

  @Override
  public List<FailedCheck> failedChecks(Table table) throws IOException {
    StageTable stage = stages.get(table.name());
    if (stage == null) {
      return List.of();
    }
    try {
      return StagedChecks.of(session, stage);
    } catch (SQLException e) {
      throw connector.failure(e, "checking rows of " + table.name());
    }
  }

  @Override
  public Stage stage(Table table, List<Column> columns) throws IOException {
    return copyInto(stageTable(table, columns, false));
  }

  @Override
  public Stage bulk(Table table, List<Column> columns) throws IOException {
    StageTable stage = stageTable(table, columns, true);
    if (creation == null) {
      doing("preparing " + table.name(), () -> guard.enter(List.of(stage.table())));
    }
    return copyInto(stage);
  }

  @Override
  public void requireChangeable(Table table) throws IOException {
    if (table.stored().size() < MOST_COLUMNS) {
      return;
    }
    String sql = live(table).sql();
    doing(
        "looking into " + table.name(),
        () -> {
          if (session.text("SELECT EXISTS (SELECT FROM ONLY " + sql + ")::text").equals("true")) {
            throw tooWide(live(table), table.stored().size());
          }
        });
  }

  private static BelayException tooWide(LiveTable table, int columns) {
    return new BelayException(
        ErrorCode.UNSUPPORTED,
        "%s has %d columns, and changing it row by row would take one more than a table can have"
            .formatted(table.name(), columns),
        "leave it out with --exclude-table, or empty it first (TRUNCATE %s): then it is loaded whole"
            .formatted(table.sql()));
  }

  private Stage copyInto(StageTable stage) {
    LongAdder count = copied.computeIfAbsent(stage.table().name(), k -> new LongAdder());
    return new CopyStage(session, connector, stage, creation != null, count::add);
  }

  /**
   * The stage of a table, made when first asked for. Two threads never ask for the same table at
   * once.
   */
  private StageTable stageTable(Table table, List<Column> columns, boolean bulk)
      throws IOException {
    LiveTable found = usable(table);
    List<LiveColumn> live = columns.stream().map(found::column).toList();
    StageTable open = stages.get(table.name());
    if (open != null) {
      if (!open.columns().equals(live) || open.bulk() != bulk) {
        throw new IllegalArgumentException(table.name() + " has a stage with other columns");
      }
      return open;
    }
    if (!bulk && live.size() >= MOST_COLUMNS) {
      throw tooWide(found, live.size());
    }
    StageTable stage = StageTable.of(found, live, numbers.incrementAndGet(), bulk);
    if (!bulk) {
      doing("staging changes of " + table.name(), () -> session.run(stage.create()));
    }
    stages.put(table.name(), stage);
    return stage;
  }

  private Consequences consequences() {
    return new Consequences(session, structure.live, stages);
  }

  private LiveTable live(Table table) {
    return structure.live.table(table);
  }

  @Override
  public long missingParents(Table child, ForeignKey key, Table parent) throws IOException {
    return asking(child, key, () -> consequences().missingParents(live(child), key));
  }

  @Override
  public long keepReferenced(Table parent, List<Reference> references) throws IOException {
    return counting(
        "reducing the rows of " + parent.name(),
        () -> consequences().keepReferenced(live(parent), references));
  }

  @Override
  public long orphans(Table child, ForeignKey key, Table parent) throws IOException {
    return asking(child, key, () -> consequences().orphans(live(child), key));
  }

  @Override
  public long cascade(Table child, ForeignKey key, Table parent) throws IOException {
    StageTable open = stages.get(child.name());
    StageTable stage = open != null ? open : stageTable(child, live(child).table().stored(), false);
    return asking(child, key, () -> consequences().cascade(stage, key));
  }

  @Override
  public long broken(Table child, ForeignKey key, Table parent) throws IOException {
    return asking(child, key, () -> consequences().broken(live(child), key));
  }

  @Override
  public RowStream stagedLive(Table table, boolean updated) throws IOException {
    StageTable stage = stages.get(table.name());
    if (stage == null) {
      return RowStream.NONE;
    }
    LiveTable live = stage.table();
    return own(
        live,
        "COPY (SELECT %s %s%s) TO STDOUT"
            .formatted(
                Sql.list(live.stored(), c -> c.value("l.")),
                stage.live(updated ? "u" : "d"),
                Ordering.by(live, live.stored(), "l.", structure.live.encoding())));
  }

  @Override
  public RowStream stagedNew(Table table) throws IOException {
    StageTable stage = stages.get(table.name());
    if (stage == null) {
      return RowStream.NONE;
    }
    String from =
        stage.bulk()
            ? "ONLY " + stage.table().sql() + " s"
            : stage.name() + " s WHERE " + stage.is("i", "u");
    return own(
        stage.table(),
        "COPY (SELECT %s FROM %s%s) TO STDOUT"
            .formatted(
                stage.values("s."),
                from,
                Ordering.by(stage.table(), stage.columns(), "s.", structure.live.encoding())));
  }

  @Override
  public List<Applied> apply() throws IOException {
    if (structure.lanes != null) {
      // Their locks would be in the way of switching rules off.
      structure.lanes.rest();
    }
    Applier applier = new Applier(session, connector, guard, structure.live, stages);
    doing("applying the changes", () -> done = applier.apply());
    return stages.values().stream()
        .sorted((a, b) -> a.table().name().compareTo(b.table().name()))
        .map(this::applied)
        .toList();
  }

  @Override
  public void drop(List<String> kept) throws IOException {
    if (structure.lanes != null) {
      structure.lanes.rest();
    }
    try (Session fresh = connector.open(options)) {
      Contents.drop(session, fresh, connector, kept);
    } catch (SQLException e) {
      throw connector.failure(e, "dropping what is in it");
    }
  }

  private Applied applied(StageTable stage) {
    Table table = stage.table().table();
    if (stage.bulk()) {
      return new Applied(table, copied(stage), 0, 0);
    }
    Applier.Done one = done.getOrDefault(table.name(), new Applier.Done());
    return new Applied(table, one.inserted, one.updated, one.deleted);
  }

  private long copied(StageTable stage) {
    LongAdder count = copied.get(stage.table().name());
    return count == null ? 0 : count.sum();
  }

  @Override
  public RowStream written(Table table) throws IOException {
    StageTable stage = stages.get(table.name());
    if (stage == null) {
      return RowStream.NONE;
    }
    String from =
        stage.bulk()
            ? "FROM ONLY " + stage.table().sql() + " l"
            : stage.keyed()
                ? stage.live("i", "u")
                : "FROM ONLY %s l WHERE l.xmin = pg_catalog.pg_current_xact_id()::xid"
                    .formatted(stage.table().sql());
    return own(stage.table(), "COPY (SELECT %s %s) TO STDOUT".formatted(stage.values("l."), from));
  }

  @Override
  public Set<TableName> partitions(TableName partitioned) throws IOException {
    try {
      return Reach.leaves(session, partitioned);
    } catch (SQLException e) {
      throw connector.failure(e, "reading the partitions of " + partitioned);
    }
  }

  @Override
  public long undeleted(Table table) throws IOException {
    StageTable stage = stages.get(table.name());
    if (stage == null || stage.bulk()) {
      return 0;
    }
    return counting(
        "verifying " + table.name(),
        () -> {
          if (stage.keyed()) {
            return session.number("SELECT count(*) " + stage.live("d"));
          }
          // Equal rows can't be told apart, but those that went were counted.
          long staged =
              session.number(
                  "SELECT count(*) FROM %s s WHERE %s".formatted(stage.name(), stage.is("d")));
          return staged - done.getOrDefault(table.name(), new Applier.Done()).deleted;
        });
  }

  /**
   * A stream over the transaction's own connection: what is left of it is read to its end, since
   * nothing else can follow.
   */
  private RowStream own(LiveTable table, String copy) throws IOException {
    try {
      CopyOut out = session.copyOut(copy);
      return new CopyRows(out, connector, table, false, LiveChange::drain);
    } catch (SQLException e) {
      throw connector.failure(e, "reading " + table.name());
    }
  }

  private static void drain(@Nullable CopyOut rest) throws SQLException {
    while (rest != null && rest.readFromCopy() != null) {
      // Nobody wants it.
    }
  }

  @Override
  public void counters(List<Counter> counters, List<Table> tables) throws IOException {
    doing("setting sequences", () -> CounterWriter.write(session, counters));
  }

  @Override
  public void finish(String after) throws IOException {
    if (creation == null) {
      throw new IllegalStateException("only a database that is being created is finished");
    }
    doing("finishing the database", () -> warnings.addAll(creation.finish(session, after)));
  }

  @Override
  public String commitMark() throws IOException {
    try {
      guard.leave();
      return CommitMark.of(session).toString();
    } catch (SQLException e) {
      throw connector.failure(e, "checking what was deferred");
    }
  }

  @Override
  public void commit() throws IOException {
    doing(
        "committing",
        () -> {
          guard.leave();
          session.run("SET LOCAL synchronous_commit = on; COMMIT");
          committed = true;
        });
  }

  @Override
  public void close() throws IOException {
    structure.close();
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

  @FunctionalInterface
  private interface Work {
    void run() throws SQLException, IOException;
  }

  @FunctionalInterface
  private interface Question {
    long ask() throws SQLException;
  }

  private void doing(String what, Work work) throws IOException {
    try {
      work.run();
    } catch (SQLException e) {
      throw connector.failure(e, what);
    }
  }

  private long asking(Table child, ForeignKey key, Question question) throws IOException {
    return counting("checking " + key.name() + " of " + child.name(), question);
  }

  private long counting(String what, Question question) throws IOException {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw connector.failure(e, what);
    }
  }
}

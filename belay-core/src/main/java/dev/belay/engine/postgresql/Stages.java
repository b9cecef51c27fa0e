package dev.belay.engine.postgresql;

import dev.belay.engine.Change.Applied;
import dev.belay.engine.Change.Violation;
import dev.belay.engine.Stage;
import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * All that is staged in one transaction. Stages may be opened and filled from several threads, but
 * two of them never ask for the same table at once.
 */
final class Stages {
  /** What PostgreSQL allows a table to have; a stage has one beside those that it changes. */
  private static final int MOST_COLUMNS = 1600;

  private final Session session;
  private final Connector connector;
  private final boolean created;
  private final Map<TableName, StageTable> stages = new ConcurrentHashMap<>();
  private final Map<TableName, LongAdder> copied = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private Map<TableName, Applier.Done> done = Map.of();

  /**
   * @param created whether the tables were made in this same transaction
   */
  Stages(Session session, Connector connector, boolean created) {
    this.session = session;
    this.connector = connector;
    this.created = created;
  }

  Map<TableName, StageTable> all() {
    return stages;
  }

  @Nullable StageTable of(Table table) {
    return stages.get(table.name());
  }

  /** The place for changes to a table, made when first asked for. */
  StageTable open(LiveTable table, List<Column> columns, boolean bulk)
      throws SQLException, IOException {
    List<LiveColumn> live = columns.stream().map(table::column).toList();
    StageTable open = stages.get(table.name());
    if (open != null) {
      if (!open.columns().equals(live) || open.bulk() != bulk) {
        throw new IllegalArgumentException(table.name() + " has a stage with other columns");
      }
      return open;
    }
    if (!bulk && tooWide(live.size())) {
      throw tooWide(table, live.size());
    }
    StageTable stage = StageTable.of(table, live, numbers.incrementAndGet(), bulk);
    if (!bulk) {
      session.run(stage.create());
    }
    stages.put(table.name(), stage);
    return stage;
  }

  /** Whether a table with so many columns can't have a stage of them all. */
  static boolean tooWide(int columns) {
    return columns >= MOST_COLUMNS;
  }

  static BelayException tooWide(LiveTable table, int columns) {
    return new BelayException(
        ErrorCode.UNSUPPORTED,
        "%s has %d columns, and changing it row by row would take one more than a table can have"
            .formatted(table.name(), columns),
        "leave it out with --exclude-table, or empty it first (TRUNCATE %s): then it is loaded whole"
            .formatted(table.sql()));
  }

  /** Takes rows for it. */
  Stage fill(StageTable stage) {
    LongAdder count = copied.computeIfAbsent(stage.table().name(), k -> new LongAdder());
    return new CopyStage(session, connector, stage, created, count::add);
  }

  /** The CHECK constraints that rows which come do not satisfy. */
  List<Violation> failedChecks(Table table) throws SQLException {
    StageTable stage = of(table);
    return stage == null ? List.of() : new StagedChecks(session, stage).find();
  }

  /** All constraints of the table itself that they do not satisfy. */
  List<Violation> violations(Table table) throws SQLException {
    StageTable stage = of(table);
    List<Violation> violations = new ArrayList<>(failedChecks(table));
    if (stage != null && !stage.bulk()) {
      violations.addAll(new StagedConflicts(session, stage).find());
    }
    return violations;
  }

  /**
   * Carries out what is staged. Returns what became of each table, by name.
   *
   * @param read how many bytes of tables the run has read just now
   */
  List<Applied> apply(Guard guard, LiveCatalog live, long read) throws SQLException {
    expectCached(read);
    done = new Applier(session, connector, guard, live, stages).apply();
    return stages.values().stream()
        .sorted(Comparator.comparing(stage -> stage.table().name()))
        .map(this::applied)
        .toList();
  }

  /**
   * What was read just now is still in memory where that has room for it, and then a row costs
   * little by its index. The server would rather read all of a table again for one row in a
   * hundred, since it does not know that.
   */
  private void expectCached(long read) throws SQLException {
    // The indexes take about as much again.
    session.run(
        """
        SELECT pg_catalog.set_config('random_page_cost', s.setting, true)
        FROM pg_catalog.pg_settings s, pg_catalog.pg_settings r
        WHERE s.name = 'seq_page_cost' AND r.name = 'random_page_cost'
          AND s.setting::float8 < r.setting::float8
          AND %d <= pg_catalog.pg_size_bytes(pg_catalog.current_setting('effective_cache_size'))
        """
            .formatted(2 * read));
  }

  private Applied applied(StageTable stage) {
    Table table = stage.table().table();
    if (stage.bulk()) {
      LongAdder count = copied.get(table.name());
      return new Applied(table, count == null ? 0 : count.sum(), 0, 0);
    }
    Applier.Done one = done(stage);
    return new Applied(table, one.inserted, one.updated, one.deleted);
  }

  private Applier.Done done(StageTable stage) {
    return done.getOrDefault(stage.table().name(), new Applier.Done());
  }

  /** After it was applied: how many rows that were to be deleted are still there. */
  long undeleted(Table table) throws SQLException {
    StageTable stage = of(table);
    if (stage == null || stage.bulk()) {
      return 0;
    }
    if (stage.keyed()) {
      return session.number("SELECT count(*) " + stage.live("d"));
    }
    // Equal rows can't be told apart, but those that went were counted.
    long staged =
        session.number("SELECT count(*) FROM %s s WHERE %s".formatted(stage.name(), stage.is("d")));
    return staged - done(stage).deleted;
  }
}

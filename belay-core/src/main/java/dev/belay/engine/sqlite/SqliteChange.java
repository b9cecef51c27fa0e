package dev.belay.engine.sqlite;

import dev.belay.engine.Change;
import dev.belay.engine.Constraints;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Stage;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ForeignKey;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * A change to an existing file. One session writes and stages; others read the state before. The
 * readers are closed when writing begins: in a rollback journal their locks would stand in the
 * writer's way.
 */
final class SqliteChange implements Change {
  private final SqliteFile file;
  private final ReadOptions options;
  private final Failures failures;
  private ChangeState state;
  private boolean committed;

  SqliteChange(SqliteFile file, ReadOptions options) throws IOException {
    file.requireDatabase();
    this.file = file;
    this.options = options;
    this.failures = new Failures(file);
    try {
      this.state = ChangeState.preview(file, options);
    } catch (SQLException e) {
      throw failures.of(e, "reading");
    }
  }

  @Override
  public void lock(List<Table> tables) throws IOException {
    if (state.used() || state.locked()) {
      throw new IllegalStateException("lock comes first, and once");
    }
    state.close();
    try {
      state = ChangeState.locked(file, options);
    } catch (SQLException e) {
      throw failures.of(e, "locking");
    }
  }

  // ---- the moment
  // ----------------------------------------------------------------------------------------------------

  @Override
  public Catalog catalog() {
    return state.moment().catalog();
  }

  @Override
  public List<Counter> counters() {
    return state.moment().counters();
  }

  @Override
  public RowStream rows(Table table) throws IOException {
    return state.moment().rows(table);
  }

  @Override
  public RowStream rows(Table table, String where) throws IOException {
    return state.moment().rows(table, where);
  }

  @Override
  public int lanes() {
    return state.moment().lanes();
  }

  @Override
  public Scripts scripts() {
    return state.moment().scripts();
  }

  @Override
  public long sizeHint(Table table) throws IOException {
    return state.moment().sizeHint(table);
  }

  @Override
  public List<String> warnings() {
    return state.moment().warnings();
  }

  // ---- staging
  // -------------------------------------------------------------------------------------------------------

  @Override
  public Stage stage(Table table, List<Column> columns) throws IOException {
    return run("staging table " + table.name(), () -> state.stages().stage(table, columns));
  }

  @Override
  public Stage bulk(Table table, List<Column> columns) throws IOException {
    requireLock();
    state.moment().close();
    return run(
        "loading table " + table.name(),
        () -> {
          requireRowid(table);
          return state.stages().bulk(table, columns);
        });
  }

  @Override
  public Constraints constraints(Table table) throws IOException {
    return run(
        "reading the structure of table " + table.name(),
        () -> ConstraintReader.read(state.work(), table));
  }

  @Override
  public boolean mayClash(Table table) throws IOException {
    return table.otherUnique()
        || run(
            "reading the structure of table " + table.name(),
            () -> !UniqueRule.of(state.work(), table).isEmpty());
  }

  @Override
  public List<Violation> failedChecks(Table table) throws IOException {
    return run("checking rows of " + table.name(), () -> state.stages().failedChecks(table));
  }

  @Override
  public List<Violation> violations(Table table) throws IOException {
    return run("checking rows of " + table.name(), () -> state.stages().violations(table));
  }

  @Override
  public void exempt(Table table) {
    state.stages().exempt(table);
  }

  @Override
  public void requireChangeable(Table table) throws IOException {
    boolean changeable =
        run(
            "reading the structure of table " + table.name(),
            () -> {
              requireRowid(table);
              requireCollations(table);
              return table.stored().size() < Order.MOST_TERMS
                  || state
                          .work()
                          .number(
                              "SELECT EXISTS (SELECT 1 FROM " + Sql.main(table.name().name()) + ")")
                      == 0;
            });
    if (!changeable) {
      throw Staged.tooWide(table);
    }
  }

  /** Where rows are taken out and put in again, indexes in a collation of the application's go. */
  private void requireCollations(Table table) throws SQLException {
    boolean whole = table.otherUnique() || Rowid.none(state.work(), table.name().name());
    if (whole) {
      state.work().prepare("REINDEX " + Sql.main(table.name().name())).close();
    }
  }

  private void requireRowid(Table table) throws SQLException {
    if (table.key().isEmpty() || table.keyNullable()) {
      Rowid.required(state.work(), table);
    }
  }

  @Override
  public long missingParents(Table child, ForeignKey key, Table parent) throws IOException {
    return run(
        "checking references of " + child.name(),
        () -> state.references().missingParents(child, key, parent));
  }

  @Override
  public long keepReferenced(Table parent, List<Reference> references) throws IOException {
    return run(
        "checking references to " + parent.name(),
        () -> state.references().keepReferenced(parent, references));
  }

  @Override
  public long orphans(Table child, ForeignKey key, Table parent) throws IOException {
    return run(
        "checking references of " + child.name(),
        () -> state.references().orphans(child, key, parent));
  }

  @Override
  public long strays(Table child, ForeignKey key, Table parent) throws IOException {
    return run(
        "checking references of " + child.name(),
        () -> state.references().strays(child, key, parent));
  }

  @Override
  public long cascade(Table child, ForeignKey key, Table parent) throws IOException {
    return run(
        "following references of " + child.name(),
        () -> state.references().cascade(child, key, parent));
  }

  @Override
  public RowStream stagedLive(Table table, boolean updated) throws IOException {
    return run("reading table " + table.name(), () -> state.stages().stagedLive(table, updated));
  }

  @Override
  public RowStream stagedNew(Table table) throws IOException {
    return run("reading table " + table.name(), () -> state.stages().stagedNew(table));
  }

  // ---- applying
  // ------------------------------------------------------------------------------------------------------

  @Override
  public List<Applied> apply() throws IOException {
    requireLock();
    state.moment().close();
    return run(
        "applying",
        () -> {
          state.old().remember(catalog().tables());
          return state.stages().apply();
        });
  }

  @Override
  public long broken(Table child, ForeignKey key, Table parent) throws IOException {
    return run(
        "checking references of " + child.name(), () -> state.old().broken(child, key, parent));
  }

  @Override
  public RowStream written(Table table) throws IOException {
    return run("reading table " + table.name(), () -> state.stages().written(table));
  }

  @Override
  public long undeleted(Table table) throws IOException {
    return run("reading table " + table.name(), () -> state.stages().undeleted(table));
  }

  @Override
  public void counters(List<Counter> counters, List<Table> tables) throws IOException {
    requireLock();
    run(
        "setting counters",
        () -> {
          Counters.set(state.work(), counters, tables);
          return true;
        });
  }

  @Override
  public void finish(String after) {
    throw new IllegalStateException("only a new database is finished");
  }

  @Override
  public String commitMark() throws IOException {
    requireLock();
    return run("marking", () -> CommitMark.raise(state.work(), state.version()));
  }

  @Override
  public void commit() throws IOException {
    requireLock();
    run(
        "committing",
        () -> {
          state.work().exec("COMMIT");
          committed = true;
          return true;
        });
    close();
  }

  private void requireLock() {
    if (!state.locked() || committed) {
      throw new IllegalStateException("the database is not locked");
    }
  }

  private <T> T run(String doing, SqlWork<T> work) throws IOException {
    return SqlWork.run(failures, doing, work);
  }

  /** An open transaction is rolled back as its connection closes. */
  @Override
  public void close() {
    state.close();
  }
}

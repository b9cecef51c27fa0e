package dev.belay.engine.sqlite;

import dev.belay.engine.Change;
import dev.belay.engine.Stage;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A new database: built in a file beside its place, and put there whole at the end. */
final class SqliteCreation implements Change {
  /** The number of SQLite's limit on attached databases. */
  private static final int LIMIT_ATTACHED = 7;

  private final NewFile file;
  private final Failures failures;
  private final Catalog catalog;
  private final Session session;
  private final Stages stages;
  private final OldParents references;
  private boolean committed;

  private SqliteCreation(NewFile file, Catalog catalog, Session session) throws SQLException {
    this.file = file;
    this.failures = new Failures(file.target());
    this.catalog = catalog;
    this.session = session;
    this.stages = new Stages(session, Encoding.of(session), failures);
    this.references = new OldParents(session, stages);
  }

  static SqliteCreation begin(SqliteFile target, Catalog catalog, String before)
      throws IOException {
    NewFile file = NewFile.beside(target);
    try {
      return open(file, catalog, before);
    } catch (SQLException e) {
      file.discard();
      throw new Failures(target).of(e, "creating");
    }
  }

  private static SqliteCreation open(NewFile file, Catalog catalog, String before)
      throws SQLException {
    Session session = Session.open(file.temporary(), Session.Access.CREATE, Duration.ZERO);
    try {
      begin(session, catalog.settings(), before);
      return new SqliteCreation(file, catalog, session);
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  private static void begin(Session session, Map<String, String> settings, String before)
      throws SQLException {
    Encoding encoding = Encoding.named(settings.getOrDefault("encoding", "UTF-8"));
    session.exec("PRAGMA encoding = " + Sql.text(encoding.sqlName()));
    session.exec("PRAGMA page_size = " + number(settings, "page_size"));
    session.exec("PRAGMA auto_vacuum = " + number(settings, "auto_vacuum"));
    // The file is nobody's before it is whole, so that what fails can be thrown away as it is.
    session.exec(
        "PRAGMA journal_mode = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16000");
    // The DDL comes from a snapshot: it is not to reach other files.
    session.db().limit(LIMIT_ATTACHED, 0);
    session.exec("BEGIN");
    session.exec(before);
    encoding.install(session);
  }

  private static long number(Map<String, String> settings, String name) {
    String value = settings.getOrDefault(name, "0");
    return value.matches("-?[0-9]{1,18}") ? Long.parseLong(value) : 0;
  }

  @Override
  public Stage bulk(Table table, List<Column> columns) throws IOException {
    return run(
        "loading table " + table.name(),
        () -> {
          if (stages.of(table).isEmpty()) {
            // A virtual table fills its shadow tables as it is made.
            session.exec("DELETE FROM " + Sql.main(table.name().name()));
          }
          // Its rows stood in a table with the same constraints, whatever they say of them.
          stages.exempt(table);
          return stages.bulk(table, columns);
        });
  }

  @Override
  public List<Applied> apply() throws IOException {
    return run("loading", stages::apply);
  }

  @Override
  public long broken(Table child, ForeignKey key, Table parent) throws IOException {
    return run(
        "checking references of " + child.name(), () -> references.broken(child, key, parent));
  }

  @Override
  public RowStream written(Table table) throws IOException {
    return run("reading table " + table.name(), () -> stages.written(table));
  }

  @Override
  public long undeleted(Table table) {
    return 0;
  }

  @Override
  public void counters(List<Counter> counters, List<Table> tables) throws IOException {
    run(
        "setting counters",
        () -> {
          Counters.set(session, counters, tables);
          return true;
        });
  }

  @Override
  public void finish(String after) throws IOException {
    run(
        "building indexes",
        () -> {
          session.exec(after);
          session.exec("PRAGMA user_version = " + number(catalog.settings(), "user_version"));
          session.exec("PRAGMA application_id = " + number(catalog.settings(), "application_id"));
          return true;
        });
  }

  @Override
  public String commitMark() {
    return CommitMark.built(file.temporary().path());
  }

  @Override
  public void commit() throws IOException {
    run(
        "committing",
        () -> {
          session.exec("COMMIT");
          session.exec("PRAGMA locking_mode = NORMAL");
          boolean wal = catalog.settings().getOrDefault("journal_mode", "").equals("wal");
          session.exec("PRAGMA journal_mode = " + (wal ? "WAL" : "DELETE"));
          return true;
        });
    session.close();
    file.publish();
    committed = true;
  }

  @Override
  public void close() throws IOException {
    session.close();
    if (!committed) {
      file.discard();
    }
  }

  private <T> T run(String doing, SqlWork<T> work) throws IOException {
    return SqlWork.run(failures, doing, work);
  }

  // ---- there is nothing to read, and nothing to compare with
  // ------------------------------------------------------------

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public List<Counter> counters() {
    return List.of();
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public Scripts scripts() {
    return Scripts.none("the database is being built");
  }

  @Override
  public long sizeHint(Table table) {
    return -1;
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public void lock(List<Table> tables) {}

  @Override
  public RowStream rows(Table table) throws IOException {
    throw unfit();
  }

  @Override
  public Stage stage(Table table, List<Column> columns) {
    throw unfit();
  }

  @Override
  public long missingParents(Table child, ForeignKey key, Table parent) {
    return 0;
  }

  @Override
  public long keepReferenced(Table parent, List<Reference> references) {
    throw unfit();
  }

  @Override
  public long orphans(Table child, ForeignKey key, Table parent) {
    return 0;
  }

  @Override
  public long strays(Table child, ForeignKey key, Table parent) {
    return 0;
  }

  @Override
  public long cascade(Table child, ForeignKey key, Table parent) {
    return 0;
  }

  @Override
  public RowStream stagedLive(Table table, boolean updated) {
    throw unfit();
  }

  @Override
  public RowStream stagedNew(Table table) {
    throw unfit();
  }

  private static BelayException unfit() {
    return new BelayException(
        ErrorCode.FAILED, "a new database is only loaded: it has no rows to change", "");
  }
}

package dev.belay.engine.postgresql;

import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Builds an empty database from the DDL of a snapshot, in one transaction. */
final class Creation {
  // What an extension owns came with it, and what was there at the beginning has a low number.
  private static final String CONTENT =
      """
      SELECT what || ' ' || name FROM (
        SELECT c.oid, 'pg_class' AS kind, CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view'
               ELSE 'table' END AS what, n.nspname || '.' || c.relname AS name
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't' AND %1$s
        UNION ALL
        SELECT t.oid, 'pg_type', 'type', n.nspname || '.' || t.typname
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        WHERE t.typtype IN ('e', 'd', 'r') AND %1$s
        UNION ALL
        SELECT p.oid, 'pg_proc', 'function', n.nspname || '.' || p.proname
        FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        WHERE %1$s
        UNION ALL
        SELECT n.oid, 'pg_namespace', 'schema', n.nspname FROM pg_catalog.pg_namespace n
        WHERE n.nspname <> 'public' AND %1$s) x
      WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
        AND d.objid = x.oid AND d.classid = ('pg_catalog.' || x.kind)::regclass)
      ORDER BY 1 LIMIT 5
      """
          .formatted(TableFinder.USER_SCHEMA);

  private static final String UNFILLED_VIEWS =
      """
      SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'm' AND NOT c.relispopulated
      ORDER BY c.oid
      """;

  private final Connector connector;
  private final Catalog catalog;
  private final String before;
  private final List<String> warnings = new ArrayList<>();

  Creation(Connector connector, Catalog catalog, String before) {
    this.connector = connector;
    this.catalog = catalog;
    this.before = before;
  }

  Catalog catalog() {
    return catalog;
  }

  List<String> warnings() {
    return warnings;
  }

  /** Begins the transaction and makes everything that comes before the rows. */
  void begin(Session session) throws SQLException, IOException {
    requireEmpty(connector, session);
    // Not repeatable read, whose snapshot would keep COPY from freezing what it writes.
    session.run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
    structure(session);
  }

  /** Makes everything that comes before the rows. */
  void structure(Session session) throws SQLException, IOException {
    warnings.addAll(new ScriptRunner(session, connector).run(before));
    Connector.setUp(session);
    clearExtensionTables(session);
  }

  /** The first few of what users have made in a database. */
  static List<String> content(Session session) throws SQLException {
    return session.list(CONTENT, row -> row.getString(1));
  }

  /** REFUSED where there is something in the database. */
  static void requireEmpty(Connector connector, Session session) throws SQLException {
    List<String> content = content(session);
    if (!content.isEmpty()) {
      throw new BelayException(
          ErrorCode.REFUSED,
          connector.display() + " is not empty: it has " + String.join(", ", content),
          "create a new database and name that one, or restore without --create");
    }
  }

  /**
   * An extension fills its configuration tables when it is created; the snapshot has all of their
   * rows.
   */
  private static void clearExtensionTables(Session session) throws SQLException {
    for (TableFinder.Found table : TableFinder.all(session)) {
      if (!table.extension().isEmpty()) {
        session.run("DELETE FROM ONLY " + Sql.name(table.name()));
      }
    }
  }

  /** Makes everything that comes after the rows. Returns warnings. */
  List<String> finish(Session session, String after) throws SQLException, IOException {
    return finish(session, ScriptRunner.statements(after));
  }

  List<String> finish(Session session, List<String> after) throws SQLException, IOException {
    session.run("SET LOCAL maintenance_work_mem = '256MB'");
    List<String> said = new ArrayList<>(new ScriptRunner(session, connector).run(after));
    Connector.setUp(session);
    refreshViews(session, said);
    return said;
  }

  /**
   * A view that reads another one has to wait for it, so whoever fails is tried again after the
   * others.
   */
  private void refreshViews(Session session, List<String> said) throws SQLException {
    List<String> waiting = new ArrayList<>(session.list(UNFILLED_VIEWS, row -> row.getString(1)));
    waiting.removeAll(
        catalog.settings().getOrDefault(CatalogReader.UNFILLED_VIEWS, "").lines().toList());
    while (!waiting.isEmpty()) {
      List<String> failed = new ArrayList<>();
      String why = "";
      for (String view : waiting) {
        session.run("SAVEPOINT belay_view");
        try {
          session.run("REFRESH MATERIALIZED VIEW " + view);
        } catch (SQLException e) {
          session.run("ROLLBACK TO SAVEPOINT belay_view");
          failed.add(view);
          why = Failures.said(e);
        }
        session.run("RELEASE SAVEPOINT belay_view");
      }
      if (failed.size() == waiting.size()) {
        said.add("not refreshed: " + String.join(", ", failed) + " (" + why + ")");
        return;
      }
      waiting = failed;
    }
  }
}

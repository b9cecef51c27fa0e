package dev.belay.engine.postgresql;

import dev.belay.engine.Database.Outcome;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two databases of a run that builds one aside: makes the new one, lets it take the empty one's
 * name in one transaction, and drops what is left over. Databases can't be made or dropped in a
 * transaction, but they can be renamed in one. For one thread.
 */
final class Swap implements Closeable {
  private final Connector connector;
  private final ReadOptions options;
  private final AsideMark mark;
  private final String target;
  private @Nullable Session session;
  private long empty;
  private boolean committed;

  Swap(Connector connector, ReadOptions options, AsideMark mark) {
    this.connector = connector;
    this.options = options;
    this.mark = mark;
    this.target = connector.database();
  }

  /** Where rows are to be loaded. */
  Connector fresh() {
    return connector.to(mark.fresh());
  }

  private Session session() throws IOException {
    Session open = session;
    if (open == null) {
      open = connector.to(ServerAsides.MAINTENANCE).open(options);
      session = open;
    }
    return open;
  }

  /** Makes the new database, like the empty one in everything. */
  void create() throws SQLException, IOException {
    empty = number(target);
    String owner =
        session()
            .text(
                "SELECT pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(datdba))"
                    + " FROM pg_catalog.pg_database WHERE oid = "
                    + empty);
    session()
        .run(
            "CREATE DATABASE %s TEMPLATE %s OWNER %s"
                .formatted(Sql.ident(mark.fresh()), Sql.ident(target), owner));
    Traits.carry(session(), empty, mark.fresh());
    if (!Traits.alike(session(), empty, number(mark.fresh()))) {
      throw new SQLException("its rights or settings can't be carried over");
    }
  }

  private long number(String database) throws SQLException, IOException {
    List<Long> found =
        session()
            .list(
                "SELECT oid::bigint FROM pg_catalog.pg_database WHERE datname = ?",
                row -> row.getLong(1),
                database);
    if (found.isEmpty()) {
      throw new BelayException(
          ErrorCode.STALE_PLAN,
          connector.display() + ": database " + database + " was dropped or renamed meanwhile",
          "nothing was changed; look with --dry-run");
    }
    return found.get(0);
  }

  /**
   * Renames both, in a transaction that stays open. From here on nobody can connect to either; no
   * connection may be open.
   */
  AsideMark rename() throws SQLException, IOException {
    if (number(target) != empty) {
      throw new BelayException(
          ErrorCode.STALE_PLAN,
          connector.display() + " is another database than before",
          "nothing was changed; look with --dry-run");
    }
    long made = number(mark.fresh());
    session().run("BEGIN");
    try {
      session().run(renaming(target, mark.old()));
    } catch (SQLException e) {
      if ("55006".equals(e.getSQLState())) {
        throw inUse(e);
      }
      throw e;
    }
    if (!Traits.alike(session(), empty, made)) {
      throw new BelayException(
          ErrorCode.STALE_PLAN,
          connector.display() + ": its rights or settings were changed meanwhile",
          "nothing was changed; try again");
    }
    String limit =
        session().text("SELECT datconnlimit FROM pg_catalog.pg_database WHERE oid = " + empty);
    session()
        .run(
            "ALTER DATABASE %s CONNECTION LIMIT %s; ".formatted(Sql.ident(mark.fresh()), limit)
                + renaming(mark.fresh(), target));
    return new AsideMark(mark.run(), Optional.of(CommitMark.of(session())));
  }

  private static String renaming(String from, String to) {
    return "ALTER DATABASE " + Sql.ident(from) + " RENAME TO " + Sql.ident(to);
  }

  private BelayException inUse(SQLException e) {
    return new BelayException(
        ErrorCode.BUSY,
        connector.display() + ": somebody connected while it was built: " + Failures.said(e),
        "nothing was changed; end those sessions, then try again",
        e);
  }

  void commit() throws SQLException, IOException {
    session().run("SET LOCAL synchronous_commit = on; COMMIT");
    committed = true;
  }

  /** Drops the empty database, unless somebody put something into it at the last moment. */
  List<String> clear() throws IOException {
    try (Session old = connector.to(mark.old()).open(options)) {
      List<String> content = Creation.content(old);
      if (!content.isEmpty()) {
        return List.of(
            "database %s was kept: somebody made %s in it meanwhile"
                .formatted(mark.old(), String.join(", ", content)));
      }
    } catch (SQLException e) {
      return left(e);
    }
    try {
      session().run("DROP DATABASE " + Sql.ident(mark.old()));
      return List.of();
    } catch (SQLException e) {
      return left(e);
    }
  }

  private List<String> left(SQLException e) {
    return List.of(
        "the empty database could not be dropped, and is now %s: %s"
            .formatted(mark.old(), Failures.said(e)));
  }

  /** Drops the new database, whoever still works in it. Not after its commit, of course. */
  void drop() throws IOException {
    connector.run(
        "dropping database " + mark.fresh(),
        () ->
            session().run("DROP DATABASE IF EXISTS " + Sql.ident(mark.fresh()) + " WITH (FORCE)"));
  }

  /** Whether there is a database of that name. */
  boolean has(String database) throws IOException {
    String sql =
        "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_database WHERE datname = %s)::text"
            .formatted(Sql.literal(database));
    return connector
        .ask("looking for database " + database, () -> session().text(sql))
        .equals("true");
  }

  /** What became of the transaction in which the names changed. */
  Outcome outcome(CommitMark swap) throws IOException {
    return connector.ask(
        "asking what became of transaction " + swap.transaction(),
        () -> swap.outcome(session(), connector, options));
  }

  /** Ends the connection; drops the new database where it did not take its place. */
  @Override
  public void close() throws IOException {
    if (!committed) {
      release();
      drop();
    }
    release();
  }

  /** Ends the connection, whatever it does, and changes nothing. */
  void release() {
    Session open = session;
    session = null;
    if (open != null) {
      open.abort();
    }
  }
}

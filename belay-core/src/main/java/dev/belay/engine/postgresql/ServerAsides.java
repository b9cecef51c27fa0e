package dev.belay.engine.postgresql;

import dev.belay.engine.Aside;
import dev.belay.engine.Asides;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.ErrorCode;
import dev.belay.model.Scripts;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Databases built aside on a server: a copy of the empty one, which so has its encoding, its locale
 * and whatever an administrator put into it, and gets its owner, rights and settings, too.
 */
record ServerAsides(Connector connector, ReadOptions options) implements Asides {
  /** Where databases are made, renamed and dropped from: neither of the two can be connected to. */
  static final String MAINTENANCE = "postgres";

  // What hangs on the database itself would stay with the empty one, or keep it from being renamed.
  private static final String HINDRANCES =
      """
      SELECT n, why FROM (
        SELECT 1 AS n, 'this user may not create databases' AS why FROM pg_catalog.pg_roles
        WHERE rolname = current_user AND NOT rolsuper AND NOT rolcreatedb
        UNION ALL
        SELECT 2, 'this user does not own it' FROM pg_catalog.pg_database
        WHERE datname = pg_catalog.current_database()
          AND NOT pg_catalog.pg_has_role(datdba, 'MEMBER')
        UNION ALL
        SELECT 3, 'it is a template' FROM pg_catalog.pg_database
        WHERE datname = pg_catalog.current_database() AND datistemplate
        UNION ALL
        SELECT 4, 'it has security labels' FROM pg_catalog.pg_shseclabel
        WHERE classoid = 'pg_catalog.pg_database'::regclass AND objoid = (
          SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
        UNION ALL
        SELECT 5, 'replication slot ' || slot_name || ' belongs to it'
        FROM pg_catalog.pg_replication_slots WHERE database = pg_catalog.current_database()
        UNION ALL
        SELECT 6, 'a subscription belongs to it' FROM pg_catalog.pg_subscription
        WHERE subdbid = (
          SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
        UNION ALL
        SELECT 7, 'a prepared transaction is open in it' FROM pg_catalog.pg_prepared_xacts
        WHERE database = pg_catalog.current_database()
        UNION ALL
        SELECT 8, 'others are connected to it: '
          || coalesce(nullif(application_name, ''), 'process ' || pid)
        FROM pg_catalog.pg_stat_activity
        WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()
          -- What other users run is not told to a plain one.
          AND coalesce(backend_type, '') NOT IN ('autovacuum worker', 'parallel worker')) x
      ORDER BY n LIMIT 1
      """;

  /** How often is looked again whether others have gone. */
  private static final int PATIENCE = 10;

  private static final int CONNECTED = 8;

  private record Hindrance(int kind, String why) {
    boolean mayPass() {
      return kind == CONNECTED;
    }
  }

  @Override
  public Optional<String> hindrance() throws IOException {
    if (connector.database().equals(MAINTENANCE)) {
      return Optional.of("it is the database from which others are made");
    }
    try (Session session = connector.open(options)) {
      Creation.requireEmpty(connector, session);
      Optional<Hindrance> found = found(session);
      // Who has just left is still listed for a moment.
      for (int i = 0; i < PATIENCE && found.isPresent() && found.get().mayPass(); i++) {
        session.run("DO 'BEGIN PERFORM pg_catalog.pg_sleep(0.05); END'");
        found = found(session);
      }
      if (found.isPresent()) {
        return Optional.of(found.get().why());
      }
    } catch (SQLException e) {
      throw connector.failure(e, "looking whether it is empty");
    }
    return unreachable();
  }

  private static Optional<Hindrance> found(Session session) throws SQLException {
    return session.list(HINDRANCES, row -> new Hindrance(row.getInt(1), row.getString(2))).stream()
        .findFirst();
  }

  private Optional<String> unreachable() throws IOException {
    try {
      connector.to(MAINTENANCE).open(options).close();
      return Optional.empty();
    } catch (BelayException e) {
      return Optional.of("this user can't connect to database " + MAINTENANCE);
    } catch (SQLException e) {
      throw connector.failure(e, "disconnecting");
    }
  }

  @Override
  public String mark(String run) {
    return new AsideMark(run, Optional.empty()).toString();
  }

  @Override
  public Aside begin(Catalog catalog, Scripts scripts, String run) throws IOException {
    Swap swap = new Swap(connector, options, new AsideMark(run, Optional.empty()));
    try {
      swap.create();
      requireReachable(swap);
      return AsideDatabase.begin(swap, connector, options, catalog, scripts);
    } catch (SQLException e) {
      BelayException failed =
          new BelayException(
              ErrorCode.UNSUPPORTED,
              connector.display() + " can't be built aside: " + Failures.said(e),
              "",
              e);
      discard(swap, failed);
      throw failed;
    } catch (IOException | RuntimeException e) {
      discard(swap, e);
      throw e;
    }
  }

  /** A password file or the server's rules may know only the names of certain databases. */
  private void requireReachable(Swap swap) throws IOException, SQLException {
    try {
      swap.fresh().open(options).close();
    } catch (BelayException e) {
      throw new SQLException("the new one can't be connected to", e);
    }
  }

  private static void discard(Swap swap, Exception failure) {
    try {
      swap.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}

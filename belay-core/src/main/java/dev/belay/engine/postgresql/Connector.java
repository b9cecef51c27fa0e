package dev.belay.engine.postgresql;

import dev.belay.engine.Address;
import dev.belay.engine.Credentials;
import dev.belay.engine.ReadOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens sessions to one database, all set up alike. For any thread. */
record Connector(Address address, Credentials credentials) {
  /** The driver's name for each parameter that an address may have. */
  private static final Map<String, PGProperty> PARAMETERS =
      Map.of(
          "sslmode", PGProperty.SSL_MODE,
          "sslrootcert", PGProperty.SSL_ROOT_CERT,
          "sslcert", PGProperty.SSL_CERT,
          "sslkey", PGProperty.SSL_KEY,
          "connect_timeout", PGProperty.CONNECT_TIMEOUT,
          "application_name", PGProperty.APPLICATION_NAME);

  /**
   * What makes text exact and one form only, whatever the server, database or role has as its
   * defaults; and what keeps a long transaction alive. With row_security off the server raises an
   * error where it would hide rows.
   */
  private static final String SETTINGS =
      """
      SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC';
      SET extra_float_digits = 1; SET bytea_output = 'hex'; SET lc_monetary = 'C';
      SET xmloption = 'content'; SET search_path = ''; SET row_security = off;
      SET standard_conforming_strings = on; SET array_nulls = on; SET transform_null_equals = off;
      SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
      SET idle_session_timeout = 0; SET client_min_messages = 'warning'; SET jit = off;
      SET work_mem = '64MB';
      """;

  /** A new session. Fails as {@link Failures} says. */
  Session open(ReadOptions options) throws IOException {
    try {
      Session session = new Session(source().getConnection());
      try {
        setUp(session);
        // Zero would mean to wait for ever.
        session.run("SET lock_timeout = " + lockTimeout(options));
        return session;
      } catch (SQLException e) {
        session.abort();
        throw e;
      }
    } catch (SQLException e) {
      throw failure(e, "connecting");
    }
  }

  /** Sets a session up; again after somebody else's script has run in it. */
  static void setUp(Session session) throws SQLException {
    session.run(SETTINGS);
    if (session.major() >= 17) {
      session.run("SET transaction_timeout = 0");
    }
  }

  private PGSimpleDataSource source() throws SQLException, IOException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {part(PostgresUrl.HOST)});
    source.setPortNumbers(new int[] {Integer.parseInt(part(PostgresUrl.PORT))});
    source.setDatabaseName(part(PostgresUrl.DATABASE));
    source.setUser(part(PostgresUrl.USER));
    source.setTcpKeepAlive(true);
    source.setConnectTimeout(10);
    source.setApplicationName("belay");
    for (Map.Entry<String, PGProperty> parameter : PARAMETERS.entrySet()) {
      String value = address.parts().get(parameter.getKey());
      if (value != null) {
        source.setProperty(parameter.getValue(), value);
      }
    }
    Optional<String> password = password();
    if (password.isPresent()) {
      source.setPassword(password.get());
    }
    return source;
  }

  /** The password to use; empty where the driver is to look into the password file by itself. */
  private Optional<String> password() throws IOException {
    Optional<char[]> given = credentials.password();
    if (given.isPresent()) {
      return given.map(String::new);
    }
    return Optional.ofNullable(System.getenv("PGPASSWORD"));
  }

  private String part(String name) {
    return PostgresUrl.part(address.parts(), name);
  }

  /** The same server, user and name in messages, but another of its databases. */
  Connector to(String database) {
    Map<String, String> parts = new HashMap<>(address.parts());
    parts.put(PostgresUrl.DATABASE, database);
    return new Connector(
        new Address(address.engine(), address.display(), address.name(), parts), credentials);
  }

  /** The database's own name. */
  String database() {
    return part(PostgresUrl.DATABASE);
  }

  /** How people know this database in messages. */
  String display() {
    return address.display();
  }

  /** {@link Failures#of} with this database's name. */
  IOException failure(SQLException e, String doing) {
    return Failures.of(e, address, doing);
  }

  /** Asks it; the server's error fails as {@link Failures} says. */
  <T> T ask(String doing, SqlWork<T> work) throws IOException {
    try {
      return work.get();
    } catch (SQLException e) {
      throw failure(e, doing);
    }
  }

  /** Does it; the server's error fails as {@link Failures} says. */
  void run(String doing, SqlWork.Step step) throws IOException {
    try {
      step.run();
    } catch (SQLException e) {
      throw failure(e, doing);
    }
  }

  /** In milliseconds, as far as the server's setting goes: more than three weeks. */
  static int lockTimeout(ReadOptions options) {
    return (int) Math.max(1, Math.min(options.patience().toMillis(), Integer.MAX_VALUE));
  }
}

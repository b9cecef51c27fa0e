package dev.belay.engine.sqlite;

import dev.belay.engine.Database.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What tells whether a transaction committed. For a change it is SQLite's own counter of schema
 * changes, raised by the transaction as its last act; for a new database the name of the file that
 * it was built in, gone since.
 */
final class CommitMark {
  private static final String VERSION = "schema-version";
  private static final String BUILT = "built-in";

  private CommitMark() {}

  static long version(Session session) throws SQLException {
    return session.number("PRAGMA main.schema_version");
  }

  /** Raises the counter inside the transaction. */
  static String raise(Session session, long before) throws SQLException {
    long after = version(session) + 1;
    session.exec("PRAGMA main.schema_version = " + after);
    return "%s %d %d".formatted(VERSION, before, after);
  }

  static String built(Path temporary) {
    return BUILT + " " + temporary.getFileName();
  }

  static Outcome outcome(String mark, SqliteFile file, Duration patience)
      throws IOException, SQLException {
    if (mark.startsWith(BUILT + " ")) {
      Path temporary = file.path().resolveSibling(mark.substring(BUILT.length() + 1));
      return !Files.exists(temporary) && file.exists() ? Outcome.COMMITTED : Outcome.ROLLED_BACK;
    }
    String[] parts = mark.split(" ", -1);
    if (parts.length != 3 || !parts[0].equals(VERSION) || !file.exists()) {
      return Outcome.UNKNOWN;
    }
    try (Session session = Session.open(file, Session.Access.READ, patience)) {
      long now = version(session);
      if (now == Long.parseLong(parts[2])) {
        return Outcome.COMMITTED;
      }
      return now == Long.parseLong(parts[1]) ? Outcome.ROLLED_BACK : Outcome.UNKNOWN;
    }
  }
}

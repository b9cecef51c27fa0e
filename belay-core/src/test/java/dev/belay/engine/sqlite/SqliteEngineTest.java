package dev.belay.engine.sqlite;

import dev.belay.engine.Credentials;
import dev.belay.engine.Database;
import dev.belay.engine.EngineContract;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** SQLite keeps the contract in both kinds of journal. */
final class SqliteEngineTest {

  @Nested
  final class WithWal extends OnSqlite {
    @Override
    String journal() {
      return "wal";
    }
  }

  @Nested
  final class WithRollbackJournal extends OnSqlite {
    @Override
    String journal() {
      return "delete";
    }

    @Override
    protected boolean writersGoOnWhileReading() {
      return false;
    }
  }

  abstract static class OnSqlite extends EngineContract {
    @TempDir Path directory;
    private int made;

    abstract String journal();

    @Override
    protected Database fresh() throws SQLException {
      Database database = absent();
      run(database, "PRAGMA journal_mode = " + journal() + "; VACUUM");
      return database;
    }

    @Override
    protected Database absent() {
      SqliteEngine engine = new SqliteEngine();
      made++;
      String path = directory.resolve("db" + made + ".db").toString();
      return engine.database(engine.parse(path).orElseThrow(), Credentials.NONE);
    }

    private static Session open(Database database, Duration patience) throws SQLException {
      Path path = Path.of(database.address().parts().getOrDefault("path", ""));
      return Session.open(new SqliteFile(path, "test"), Session.Access.CREATE, patience);
    }

    @Override
    protected void run(Database database, String script) throws SQLException {
      try (Session session = open(database, Duration.ofSeconds(5))) {
        session.exec(script);
      }
    }

    @Override
    protected AutoCloseable writing(Database database, String table) throws SQLException {
      Session session = open(database, Duration.ZERO);
      try {
        session.exec("BEGIN IMMEDIATE; DELETE FROM " + Sql.name(table));
        return session;
      } catch (SQLException e) {
        session.close();
        throw e;
      }
    }

    @Override
    protected String trigger(String table) {
      return """
          CREATE TRIGGER %1$s_ins AFTER INSERT ON %1$s BEGIN INSERT INTO log VALUES ('ins'); END;
          CREATE TRIGGER %1$s_upd AFTER UPDATE ON %1$s BEGIN INSERT INTO log VALUES ('upd'); END;
          CREATE TRIGGER %1$s_del AFTER DELETE ON %1$s BEGIN INSERT INTO log VALUES ('del'); END;
          """
          .formatted(table);
    }

    @Override
    protected String numberedKey() {
      return "INTEGER PRIMARY KEY AUTOINCREMENT";
    }
  }
}

package dev.belay.engine.sqlite;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.QuerySink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One query on a SQLite file that nobody writes. The file is opened for reading only, no other file
 * can be attached, and only a statement whose program reads and gives rows is run: SQLite itself is
 * asked for that program ({@code EXPLAIN}).
 */
public final class SqliteQuery implements Closeable {
  private static final int LIMIT_ATTACHED = 7;

  /** What a program that only reads never does. */
  private static final Set<String> CHANGES =
      Set.of(
          "OpenWrite",
          "Vacuum",
          "IncrVacuum",
          "JournalMode",
          "SetCookie",
          "Checkpoint",
          "Destroy",
          "Clear",
          "CreateBtree",
          "ParseSchema",
          "Savepoint",
          "AutoCommit",
          "VUpdate",
          "VCreate",
          "VDestroy",
          "Program");

  private final Session session;

  private SqliteQuery(Session session) {
    this.session = session;
  }

  public static SqliteQuery open(Path file) throws IOException {
    SqliteFile database = new SqliteFile(file, "the snapshot");
    try {
      Session session = Session.open(database, Session.Access.IMMUTABLE, Duration.ZERO);
      session.exec("PRAGMA query_only = ON");
      session.db().limit(LIMIT_ATTACHED, 0);
      return new SqliteQuery(session);
    } catch (SQLException e) {
      throw new Failures(database).of(e, "opening");
    }
  }

  /**
   * The tables whose rows the query reads; USAGE where it can't be run, or would change something.
   */
  public List<String> tables(String sql) throws IOException {
    Set<String> tables = new TreeSet<>();
    try (PreparedStatement statement = session.prepare("EXPLAIN " + sql);
        ResultSet program = statement.executeQuery()) {
      boolean gives = false;
      List<Long> roots = new ArrayList<>();
      while (program.next()) {
        String code = program.getString("opcode");
        gives |= code.equals("ResultRow");
        boolean writes =
            CHANGES.contains(code)
                || (code.equals("Transaction")
                    && program.getInt("p1") == 0
                    && program.getInt("p2") != 0);
        if (writes) {
          throw unfit("it would change something");
        }
        if (code.equals("OpenRead") && program.getInt("p3") == 0) {
          roots.add(program.getLong("p2"));
        }
      }
      if (!gives) {
        throw unfit("it gives no rows");
      }
      for (Long root : roots) {
        tables.add(session.text("SELECT tbl_name FROM sqlite_schema WHERE rootpage = " + root));
      }
      return List.copyOf(tables);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static BelayException unfit(String why) {
    return new BelayException(
        ErrorCode.USAGE, "the query can't be run: " + why, "a query is one SELECT");
  }

  private static BelayException failed(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int detail = message.indexOf('(');
    String what =
        detail >= 0 && message.endsWith(")")
            ? message.substring(detail + 1, message.length() - 1)
            : message;
    return new BelayException(
        ErrorCode.USAGE,
        "the query can't be run: " + what,
        what.toLowerCase(Locale.ROOT).contains("no such table")
            ? "belay show SNAPSHOT lists its tables"
            : "a query is one SELECT in SQLite's dialect",
        e);
  }

  /** Runs the query. */
  public void run(String sql, QuerySink sink) throws IOException {
    try (PreparedStatement statement = session.prepare(sql);
        ResultSet result = statement.executeQuery()) {
      ResultSetMetaData about = result.getMetaData();
      int count = about.getColumnCount();
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        names.add(about.getColumnLabel(i));
      }
      sink.columns(names);
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
          Object value = result.getObject(i);
          row.add(value instanceof Integer small ? Long.valueOf(small) : value);
        }
        sink.row(row);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() throws IOException {
    session.close();
  }
}

package dev.belay.engine.sqlite;

import dev.belay.engine.ReadOptions;
import dev.belay.engine.Watch;
import dev.belay.model.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SQLite knows of the whole file whether anybody else has committed to it: {@code data_version} of
 * a connection that stays open (sqlite.org/pragma.html). About one table it knows nothing, so here
 * all tables are the same, or none is.
 */
final class SqliteWatch implements Watch {
  private final SqliteFile file;
  private final ReadOptions options;
  private final Failures failures;
  private @Nullable Session session;
  private String opened = "";
  private int times;

  SqliteWatch(SqliteFile file, ReadOptions options) {
    this.file = file;
    this.options = options;
    this.failures = new Failures(file);
  }

  @Override
  public Sight look(Map<TableName, String> since) throws IOException {
    file.requireDatabase();
    return SqlWork.run(failures, "looking whether it changed", () -> see(since));
  }

  private Sight see(Map<TableName, String> since) throws SQLException, IOException {
    Session own = session();
    // Whoever has begun to write is waited for: what he does next would be nobody's change.
    own.exec("BEGIN IMMEDIATE");
    try {
      String state = "%d %s %d".formatted(times, opened, own.number("PRAGMA data_version"));
      Map<TableName, String> states = new HashMap<>();
      Set<TableName> same = new HashSet<>();
      since.forEach(
          (table, before) -> {
            states.put(table, state);
            if (before.equals(state)) {
              same.add(table);
            }
          });
      return new Sight(states, same, "", structure(own));
    } finally {
      own.exec("ROLLBACK");
    }
  }

  private static String structure(Session session) throws SQLException {
    List<List<@Nullable String>> all =
        session.rows("SELECT type, name, sql FROM main.sqlite_schema ORDER BY type, name");
    return all.toString();
  }

  /** One connection for good; another one where there is another file in the old one's place. */
  private Session session() throws SQLException, IOException {
    String there = String.valueOf(identity());
    Session current = session;
    if (current != null && there.equals(opened)) {
      return current;
    }
    if (current != null) {
      current.close();
    }
    Session made = Session.open(file, Session.Access.WRITE, options.patience());
    session = made;
    opened = there;
    times++;
    return made;
  }

  private @Nullable Object identity() throws IOException {
    return Files.readAttributes(file.path(), BasicFileAttributes.class).fileKey();
  }

  @Override
  public void close() {
    Session current = session;
    if (current != null) {
      current.close();
      session = null;
    }
  }
}

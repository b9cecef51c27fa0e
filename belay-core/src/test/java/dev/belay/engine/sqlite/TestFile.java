package dev.belay.engine.sqlite;

import dev.belay.engine.Change;
import dev.belay.engine.Credentials;
import dev.belay.engine.Database;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Stage;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A SQLite file of a test: SQL past Belay, and rows through it. */
record TestFile(Path path) {
  Database database() {
    SqliteEngine engine = new SqliteEngine();
    return engine.database(engine.parse(path.toString()).orElseThrow(), Credentials.NONE);
  }

  Session open(Duration patience) throws SQLException {
    return Session.open(new SqliteFile(path, "test"), Session.Access.CREATE, patience);
  }

  TestFile run(String sql) throws SQLException {
    try (Session session = open(Duration.ofSeconds(10))) {
      session.exec(sql);
    }
    return this;
  }

  List<String> query(String sql) throws SQLException {
    try (Session session = open(Duration.ofSeconds(10))) {
      return session.rows(sql).stream().map(row -> String.valueOf(row.get(0))).toList();
    }
  }

  Table table(String name) throws IOException {
    try (LiveDataset live = database().read(ReadOptions.DEFAULT)) {
      return table(live, name);
    }
  }

  static Table table(LiveDataset live, String name) {
    return live.catalog().table(new TableName("main", name)).orElseThrow();
  }

  List<String> lines(String table) throws IOException {
    try (LiveDataset live = database().read(ReadOptions.DEFAULT)) {
      return lines(live.rows(table(live, table)));
    }
  }

  static List<String> lines(RowStream rows) throws IOException {
    List<String> lines = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        int length = rows.end() - rows.start() - 1;
        lines.add(new String(rows.buffer(), rows.start(), length, StandardCharsets.ISO_8859_1));
      }
    }
    return lines;
  }

  /** Stages lines: {@code +} inserts, {@code ~} updates, {@code -} deletes. */
  static void stage(Change change, Table table, List<String> lines) throws IOException {
    try (Stage stage = change.stage(table, table.stored())) {
      for (String line : lines) {
        byte[] bytes = (line.substring(1) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        switch (line.charAt(0)) {
          case '+' -> stage.insert(bytes, 0, bytes.length);
          case '~' -> stage.update(bytes, 0, bytes.length);
          default -> stage.delete(bytes, 0, bytes.length);
        }
      }
    }
  }

  /** Stages, applies and commits; the mark. */
  String change(String name, String... lines) throws IOException {
    Table table = table(name);
    try (Change change = database().change(ReadOptions.DEFAULT)) {
      change.lock(List.of(table));
      stage(change, table, List.of(lines));
      change.apply();
      String mark = change.commitMark();
      change.commit();
      return mark;
    }
  }
}

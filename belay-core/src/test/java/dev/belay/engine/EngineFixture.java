package dev.belay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.model.Column;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;

/**
 * The database on which the engines' contract is proved, and words to speak of it. Each engine's
 * test says how to get a fresh one and how to run SQL past Belay. Lines of rows are written as
 * text, in the form that the catalog gives to the columns used: whole numbers and plain text look
 * the same in every engine.
 */
public abstract class EngineFixture {
  protected static final ReadOptions OPTIONS = new ReadOptions(Duration.ofSeconds(10), 2);

  private Database database;

  /** A new, empty database. */
  protected abstract Database fresh() throws Exception;

  /** Where a database can be created: there is none (or an empty one) yet. */
  protected abstract Database absent() throws Exception;

  /** Runs a script of SQL on it, past Belay, and commits. */
  protected abstract void run(Database database, String script) throws Exception;

  /**
   * Begins a transaction past Belay that writes to this table, and holds it until it is closed
   * (rolled back).
   */
  protected abstract AutoCloseable writing(Database database, String table) throws Exception;

  /**
   * A statement that makes a trigger, which on each insert, update and delete of {@code table} adds
   * a row to {@code log(what)}.
   */
  protected abstract String trigger(String table) throws Exception;

  /** The type of a whole number column that numbers itself, as a primary key: {@code id <type>}. */
  protected abstract String numberedKey();

  @BeforeEach
  final void makeTables() throws Exception {
    database = fresh();
    run(
        database,
        """
        CREATE TABLE parent(id INTEGER PRIMARY KEY, name TEXT NOT NULL, code TEXT UNIQUE);
        CREATE TABLE child(id INTEGER PRIMARY KEY, parent_id INT REFERENCES parent(id) ON DELETE CASCADE, v TEXT);
        CREATE TABLE guest(id INTEGER PRIMARY KEY, parent_id INT REFERENCES parent(id) ON DELETE SET NULL, v TEXT DEFAULT 'new');
        CREATE TABLE pair(v TEXT, b INT NOT NULL, a TEXT NOT NULL, PRIMARY KEY (a, b));
        CREATE TABLE loose(a TEXT, b INT);
        CREATE TABLE log(what TEXT);
        INSERT INTO parent VALUES (1, 'one', 'a'), (2, 'two', 'b'), (3, 'three', NULL), (10, 'ten', 'd');
        INSERT INTO child VALUES (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z'), (4, NULL, 'w');
        INSERT INTO guest VALUES (1, 1, 'g'), (2, 3, 'h');
        INSERT INTO pair VALUES ('1', 2, 'b'), ('2', 10, 'a'), ('3', 9, 'a'), (NULL, 1, 'B'), ('u', 1, '\u00e9');
        INSERT INTO loose VALUES ('x', 1), ('x', 1), ('x', 1), (NULL, 2), ('a', NULL), ('x', 0), (NULL, NULL);
        """);
  }

  /** Whether a transaction can commit while a moment is being read; where not, it waits. */
  protected boolean writersGoOnWhileReading() {
    return true;
  }

  protected final Database database() {
    return database;
  }

  protected static Table table(dev.belay.rows.Dataset dataset, String name) {
    return dataset.catalog().tables().stream()
        .filter(t -> t.name().matches(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no table " + name));
  }

  /**
   * The table as the database has it now; a change's own catalog is not asked before it is locked.
   */
  protected final Table known(String name) throws IOException {
    try (LiveDataset live = database.read(OPTIONS)) {
      return table(live, name);
    }
  }

  protected static Column column(Table table, String name) {
    return table.column(name).orElseThrow();
  }

  protected static ForeignKey key(Table table) {
    return table.foreignKeys().get(0);
  }

  /** All lines, and closes the stream. */
  protected static List<String> lines(RowStream rows) throws IOException {
    List<String> lines = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        int length = rows.end() - rows.start() - 1;
        lines.add(new String(rows.buffer(), rows.start(), length, StandardCharsets.UTF_8));
      }
    }
    return lines;
  }

  protected static List<String> sorted(RowStream rows) throws IOException {
    return lines(rows).stream().sorted().toList();
  }

  protected final List<String> rows(String table) throws IOException {
    try (LiveDataset live = database.read(OPTIONS)) {
      return lines(live.rows(table(live, table)));
    }
  }

  protected final Map<String, List<String>> all() throws IOException {
    return all(database);
  }

  protected static Map<String, List<String>> all(Database database) throws IOException {
    Map<String, List<String>> all = new TreeMap<>();
    try (LiveDataset live = database.read(OPTIONS)) {
      for (Table table : live.catalog().tables()) {
        all.put(table.name().name(), lines(live.rows(table)));
      }
    }
    return all;
  }

  /**
   * Stages, applies and commits changes to one table: {@code +} inserts, {@code ~} updates, {@code
   * -} deletes.
   */
  protected final void change(String name, String... lines) throws IOException {
    try (Change change = database.change(OPTIONS)) {
      Table table = table(change, name);
      change.lock(List.of(table));
      stage(change, table, lines);
      change.apply();
      assertThat(change.undeleted(table)).isZero();
      change.commitMark();
      change.commit();
    }
  }

  protected static void stage(Change change, Table table, String... lines) throws IOException {
    try (Stage stage = change.stage(table, table.stored())) {
      for (String line : lines) {
        put(stage, line);
      }
    }
  }

  public static void put(Stage stage, String marked) throws IOException {
    byte[] line = (marked.substring(1) + "\n").getBytes(StandardCharsets.UTF_8);
    switch (marked.charAt(0)) {
      case '+' -> stage.insert(line, 0, line.length);
      case '~' -> stage.update(line, 0, line.length);
      default -> stage.delete(line, 0, line.length);
    }
  }
}

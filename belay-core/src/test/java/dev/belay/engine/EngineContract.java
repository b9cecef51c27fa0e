package dev.belay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Database.Outcome;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every engine promises. Each engine's test extends it and says how to get a fresh database
 * and how to run SQL past Belay. Lines of rows are written here as text, in the form that the
 * catalog gives to the columns used: whole numbers and plain text look the same in every engine.
 */
public abstract class EngineContract {
  /** Waits little, so that a test of a lock is quick. */
  private static final ReadOptions IMPATIENT = new ReadOptions(Duration.ofMillis(200), 2);

  private static final ReadOptions OPTIONS = new ReadOptions(Duration.ofSeconds(10), 2);

  private Database database;

  /** A new, empty database. */
  protected abstract Database fresh() throws Exception;

  /** Where a database can be created: there is none (or an empty one) yet. */
  protected abstract Database absent() throws Exception;

  /** Runs a script of SQL on it, past Belay, and commits. */
  protected abstract void run(Database database, String script) throws Exception;

  /** The first column of an answer, as text; past Belay. */
  protected abstract List<String> query(Database database, String sql) throws Exception;

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

  /** The type for a primary key of whole numbers: {@code id <type> PRIMARY KEY}. */
  protected String integerType() {
    return "INTEGER";
  }

  /** The type for a text of any length. */
  protected String textType() {
    return "TEXT";
  }

  @BeforeEach
  final void makeTables() throws Exception {
    database = fresh();
    run(
        database,
        """
        CREATE TABLE parent(id INT PRIMARY KEY, name TEXT NOT NULL, code TEXT UNIQUE);
        CREATE TABLE child(id INT PRIMARY KEY, parent_id INT REFERENCES parent(id) ON DELETE CASCADE, v TEXT);
        CREATE TABLE guest(id INT PRIMARY KEY, parent_id INT REFERENCES parent(id) ON DELETE SET NULL, v TEXT DEFAULT 'new');
        CREATE TABLE pair(v TEXT, b INT NOT NULL, a TEXT NOT NULL, PRIMARY KEY (a, b));
        CREATE TABLE loose(a TEXT, b INT);
        CREATE TABLE log(what TEXT);
        INSERT INTO parent VALUES (1, 'one', 'a'), (2, 'two', 'b'), (3, 'three', NULL), (10, 'ten', 'd');
        INSERT INTO child VALUES (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z'), (4, NULL, 'w');
        INSERT INTO guest VALUES (1, 1, 'g'), (2, 3, 'h');
        INSERT INTO pair VALUES ('1', 2, 'b'), ('2', 10, 'a'), ('3', 9, 'a'), (NULL, 1, 'B'), ('u', 1, '\u00e9');
        INSERT INTO loose VALUES ('x', 1), ('x', 1), ('x', 1), (NULL, 2), ('a', NULL), ('x', 0), (NULL, NULL);
        """
            .replace("INT PRIMARY KEY", integerType() + " PRIMARY KEY")
            .replace("TEXT", textType()));
  }

  protected final Database database() {
    return database;
  }

  // ---- reading
  // -------------------------------------------------------------------------------------------------------

  @Test
  void theCatalogTellsKeysAndReferences() throws Exception {
    try (LiveDataset live = database.read(OPTIONS)) {
      assertThat(table(live, "parent").key()).containsExactly("id");
      assertThat(table(live, "parent").otherUnique()).isTrue();
      assertThat(table(live, "child").otherUnique()).isFalse();
      assertThat(table(live, "pair").key()).containsExactly("a", "b");
      assertThat(table(live, "pair").keyNullable()).isFalse();
      assertThat(table(live, "loose").key()).isEmpty();
      ForeignKey key = key(table(live, "child"));
      assertThat(key.columns()).containsExactly("parent_id");
      assertThat(key.target()).isEqualTo(table(live, "parent").name());
      assertThat(key.targetColumns()).containsExactly("id");
      assertThat(key.onDelete()).isEqualTo(ForeignKey.Action.CASCADE);
      assertThat(column(table(live, "guest"), "v").hasDefault()).isTrue();
      assertThat(column(table(live, "parent"), "name").nullable()).isFalse();
    }
  }

  @Test
  void rowsComeInTheOrderOfTheirLayout() throws Exception {
    assertThat(rows("pair"))
        .containsExactly("\\N\t1\tB", "3\t9\ta", "2\t10\ta", "1\t2\tb", "u\t1\t\u00e9");
    assertThat(rows("loose"))
        .containsExactly("\\N\t\\N", "\\N\t2", "a\t\\N", "x\t0", "x\t1", "x\t1", "x\t1");
    assertThat(rows("parent"))
        .containsExactly("1\tone\ta", "2\ttwo\tb", "3\tthree\t\\N", "10\tten\td");
    try (LiveDataset live = database.read(OPTIONS)) {
      for (Table table : live.catalog().tables()) {
        assertThat(lines(live.rows(table)))
            .as(table.name().toString())
            .isSortedAccordingTo((a, b) -> compare(RowLayout.of(table), a, b));
      }
    }
  }

  @Test
  void aMomentDoesNotSeeWhatIsCommittedLater() throws Exception {
    try (LiveDataset live = database.read(OPTIONS)) {
      List<String> before = lines(live.rows(table(live, "child")));
      Table parent = table(live, "parent");
      if (writersGoOnWhileReading()) {
        run(database, "INSERT INTO parent VALUES (4, 'four', 'z'); DELETE FROM child;");
      }
      assertThat(lines(live.rows(parent))).hasSize(4);
      assertThat(lines(live.rows(table(live, "child")))).isEqualTo(before);
    }
  }

  /** Whether a transaction can commit while a moment is being read; where not, it waits. */
  protected boolean writersGoOnWhileReading() {
    return true;
  }

  // ---- changing
  // ------------------------------------------------------------------------------------------------------

  @Test
  void stagedChangesArriveExactlyAndAreReadBack() throws Exception {
    try (Change change = database.change(OPTIONS)) {
      Table parent = known("parent");
      change.lock(List.of(parent));
      stage(change, parent, "+4\tfo\\tur\t\\N", "~2\tTWO\tb", "-10\tten\td");
      assertThat(change.apply()).containsExactly(new Change.Applied(parent, 1, 1, 1));
      assertThat(sorted(change.written(parent))).containsExactly("2\tTWO\tb", "4\tfo\\tur\t\\N");
      assertThat(change.undeleted(parent)).isZero();
      change.commitMark();
      change.commit();
    }
    assertThat(rows("parent"))
        .containsExactly("1\tone\ta", "2\tTWO\tb", "3\tthree\t\\N", "4\tfo\\tur\t\\N");
  }

  @Test
  void withoutCommitEverythingIsAsItWas() throws Exception {
    Map<String, List<String>> before = all();
    try (Change change = database.change(OPTIONS)) {
      Table parent = known("parent");
      change.lock(List.of(parent));
      stage(change, parent, "+4\tfour\t\\N", "~2\tTWO\tb", "-10\tten\td");
      change.apply();
    }
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void aPreviewChangesAndLocksNothing() throws Exception {
    Map<String, List<String>> before = all();
    try (Change change = database.change(OPTIONS)) {
      Table parent = known("parent");
      stage(change, parent, "+4\tfour\t\\N", "~2\tTWO\tb", "-1\tone\ta");
      assertThat(change.orphans(known("child"), key(known("child")), parent)).isEqualTo(2);
      assertThat(lines(change.stagedLive(parent, true))).containsExactly("2\ttwo\tb");
      assertThat(lines(change.stagedLive(parent, false))).containsExactly("1\tone\ta");
      assertThat(lines(change.stagedNew(parent))).containsExactly("2\tTWO\tb", "4\tfour\t\\N");
    }
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void rowsMaySwapTheirUniqueValues() throws Exception {
    change("parent", "~1\tone\tb", "~2\ttwo\ta", "-10\tten\td", "+11\televen\td");
    assertThat(rows("parent"))
        .containsExactly("1\tone\tb", "2\ttwo\ta", "3\tthree\t\\N", "11\televen\td");
  }

  @Test
  void oneOfSeveralEqualRowsIsDeleted() throws Exception {
    change("loose", "-x\t1", "-\\N\t\\N", "+n\t7", "+n\t7");
    assertThat(rows("loose"))
        .containsExactly("\\N\t2", "a\t\\N", "n\t7", "n\t7", "x\t0", "x\t1", "x\t1");
  }

  @Test
  void keysOfSeveralColumnsFindTheirRow() throws Exception {
    change("pair", "~new\t10\ta", "-1\t2\tb", "+i\t10\tb");
    assertThat(rows("pair"))
        .containsExactly("\\N\t1\tB", "3\t9\ta", "new\t10\ta", "i\t10\tb", "u\t1\t\u00e9");
  }

  @Test
  void columnsThatAreLeftOutKeepTheirValuesOrGetTheirDefaults() throws Exception {
    try (Change change = database.change(OPTIONS)) {
      Table guest = known("guest");
      change.lock(List.of(guest));
      List<Column> some = List.of(column(guest, "id"), column(guest, "parent_id"));
      try (Stage stage = change.stage(guest, some)) {
        put(stage, "~1\t2");
        put(stage, "+5\t1");
      }
      change.apply();
      assertThat(sorted(change.written(guest))).containsExactly("1\t2", "5\t1");
      change.commitMark();
      change.commit();
    }
    assertThat(rows("guest")).containsExactly("1\t2\tg", "2\t3\th", "5\t1\tnew");
  }

  @Test
  void anEmptyTableIsLoadedInBulk() throws Exception {
    run(database, "DELETE FROM loose; DELETE FROM child;");
    try (Change change = database.change(OPTIONS)) {
      Table parent = known("parent");
      Table child = known("child");
      change.lock(List.of(child));
      try (Stage stage = change.bulk(child, child.stored())) {
        for (int i = 1; i <= 3000; i++) {
          put(stage, "+" + i + "\t1\tv" + i);
        }
      }
      assertThat(change.apply()).containsExactly(new Change.Applied(child, 3000, 0, 0));
      assertThat(change.broken(child, key(child), parent)).isZero();
      assertThat(lines(change.written(child))).hasSize(3000);
      change.commitMark();
      change.commit();
    }
    assertThat(rows("child")).hasSize(3000).contains("2999\t1\tv2999");
  }

  @Test
  void noTriggerFiresAndAllAreThereAfterwards() throws Exception {
    run(database, trigger("parent"));
    try (LiveDataset live = database.read(OPTIONS)) {
      assertThat(table(live, "parent").triggers()).isNotEmpty();
    }
    change("parent", "+4\tfour\t\\N", "~2\tTWO\tb", "-10\tten\td");
    assertThat(rows("log")).isEmpty();
    run(database, "INSERT INTO parent VALUES (5, 'five', NULL);");
    assertThat(rows("log")).hasSize(1);
  }

  @Test
  void noCascadeHappensByItself() throws Exception {
    change("parent", "-1\tone\ta");
    assertThat(rows("child")).hasSize(4);
  }

  // ---- private copies
  // -----------------------------------------------------------------------------------------------------

  @Test
  void privateTablesHideRealOnesAndLeaveThemAlone() throws Exception {
    Map<String, List<String>> before = all();
    try (Scratch scratch = scratch("parent", "loose")) {
      live(scratch, "parent");
      live(scratch, "loose");
      assertThat(scratch.run("after", "UPDATE parent SET name = 'new' WHERE id < 3")).isEqualTo(2);
      assertThat(scratch.run("delete", "DELETE FROM parent WHERE id = 10")).isEqualTo(1);
      assertThat(
              scratch.run(
                  "after", "INSERT INTO loose SELECT name, id FROM parent WHERE code IS NOT NULL"))
          .isEqualTo(2);
      assertThat(scratch.ask("how many", "SELECT count(*) AS n, max(v) FROM parent, child").rows())
          .containsExactly(List.of("12", "z"));
      scratch.seal();
      assertThat(lines(scratch.rows(known("parent"))))
          .containsExactly("1\tnew\ta", "2\tnew\tb", "3\tthree\t\\N");
      assertThat(lines(scratch.rows(known("loose"))))
          .containsExactly(
              "\\N\t\\N", "\\N\t2", "a\t\\N", "new\t1", "new\t2", "x\t0", "x\t1", "x\t1", "x\t1");
    }
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void privateTablesAreFilledWithLinesExactly() throws Exception {
    Table parent = known("parent");
    try (Scratch scratch = scratch("parent")) {
      try (Stage fill = scratch.fill(parent, parent.stored())) {
        put(fill, "+7\tse\\tven\t\\N");
        put(fill, "+3\t\u00e9\tq");
      }
      scratch.seal();
      assertThat(lines(scratch.rows(parent))).containsExactly("3\t\u00e9\tq", "7\tse\\tven\t\\N");
      assertThat(lines(scratch.rows(parent))).hasSize(2);
    }
  }

  @Test
  void privateTablesTakeTheLiveRowsThatMatchOrTheOthers() throws Exception {
    Table parent = known("parent");
    Table child = known("child");
    try (Scratch scratch = scratch("parent", "child")) {
      try (Stage fill = scratch.fill(parent, parent.stored())) {
        put(fill, "+1\told\ta");
        put(fill, "+5\tfive\te");
      }
      Optional<String> condition = Optional.of("code > 'a' -- which ones");
      assertThat(scratch.fillLive(parent, "where", condition, Scratch.Which.OTHERS)).isEqualTo(1);
      condition = Optional.of("parent_id = 1");
      assertThat(scratch.fillLive(child, "where", condition, Scratch.Which.MATCHING)).isEqualTo(2);
      scratch.seal();
      assertThat(lines(scratch.rows(parent)))
          .containsExactly("1\told\ta", "3\tthree\t\\N", "5\tfive\te");
      assertThat(lines(scratch.rows(child))).containsExactly("1\t1\tx", "2\t1\ty");
    }
  }

  @Test
  void privateTablesMayBreakWhatTheRealOnesKeep() throws Exception {
    try (Scratch scratch = scratch("parent")) {
      live(scratch, "parent");
      scratch.run("set", "UPDATE parent SET name = NULL, code = 'same'");
      scratch.seal();
      assertThat(lines(scratch.rows(known("parent")))).contains("10\t\\N\tsame");
    }
  }

  @Test
  void peoplesSqlReachesNothingButPrivateTables() throws Exception {
    Map<String, List<String>> before = all();
    for (String sql :
        List.of(
            "DELETE FROM child",
            "UPDATE guest SET v = 'x'",
            "INSERT INTO log VALUES ('x')",
            "DROP TABLE child",
            "CREATE TABLE other(a INT)",
            "COMMIT",
            "ROLLBACK",
            "VACUUM",
            "ATTACH 'x.db' AS x",
            "SET x = 1",
            "DELETE FROM parent; DELETE FROM child",
            "SELECT 1; COMMIT",
            "UPDATE parent SET nothing = 1",
            "UPDATE parent SET name = 'x",
            "")) {
      try (Scratch scratch = scratch("parent")) {
        assertThatThrownBy(() -> scratch.run("the rule", sql))
            .as(sql)
            .isInstanceOfSatisfying(
                BelayException.class,
                e -> {
                  assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
                  assertThat(e).hasMessageStartingWith("the rule: ");
                });
      }
    }
    try (Scratch scratch = scratch("parent")) {
      assertThatThrownBy(() -> scratch.ask("the query", "DELETE FROM parent"))
          .isInstanceOf(BelayException.class);
      Optional<String> trick = Optional.of("1 = 1) UNION SELECT 1, '2', '3' WHERE (1 = 1");
      assertThatThrownBy(
              () -> scratch.fillLive(known("parent"), "where", trick, Scratch.Which.MATCHING))
          .isInstanceOf(BelayException.class);
    }
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void nowStandsForTheMoment() throws Exception {
    try (Scratch scratch = scratch("parent")) {
      live(scratch, "parent");
      scratch.run("set", "UPDATE parent SET name = CAST(now AS %s)".formatted(textType()));
      assertThat(
              scratch
                  .ask("same", "SELECT count(*) FROM parent WHERE name = CAST(NOW AS TEXT)")
                  .rows())
          .containsExactly(List.of("4"));
      assertThat(
              scratch
                  .ask("said", "SELECT 'now' AS now, count(*) /* now */ FROM parent p -- now")
                  .rows())
          .containsExactly(List.of("now", "4"));
    }
  }

  @Test
  void aMomentOfPrivateTablesEndsWhenItIsSealed() throws Exception {
    Table parent = known("parent");
    try (Scratch scratch = scratch("parent")) {
      if (writersGoOnWhileReading()) {
        run(database, "DELETE FROM loose;");
      }
      live(scratch, "parent");
      assertThat(scratch.ask("loose", "SELECT count(*) FROM loose").rows())
          .containsExactly(List.of("7"));
      scratch.seal();
      change("parent", "-10\tten\td");
      assertThat(lines(scratch.rows(parent))).hasSize(4);
    }
  }

  @Test
  void rowsThatCannotBeToldApartAreRefused() throws Exception {
    try (Scratch scratch = scratch("pair")) {
      live(scratch, "pair");
      scratch.run("after", "UPDATE pair SET b = 1, a = 'a'");
      assertThatThrownBy(scratch::seal)
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
          .hasMessageContaining("pair");
    }
  }

  @Test
  void aPrivateTableMayBeOneThatTheDatabaseDoesNotHave() throws Exception {
    Table parent = known("parent");
    TableName name = new TableName(parent.name().schema(), "belay_ids");
    Table ids =
        new Table(name, parent.columns(), parent.key(), false, false, List.of(), List.of(), "");
    try (Scratch scratch = database.scratch(OPTIONS)) {
      scratch.begin(List.of(ids));
      scratch.run("fill", "INSERT INTO belay_ids SELECT id, name, code FROM parent");
      scratch.seal();
      assertThat(lines(scratch.rows(ids))).isEqualTo(rows("parent"));
    }
  }

  private Scratch scratch(String... names) throws IOException {
    Scratch scratch = database.scratch(OPTIONS);
    scratch.begin(java.util.Arrays.stream(names).map(n -> table(scratch.catalog(), n)).toList());
    return scratch;
  }

  private static void live(Scratch scratch, String name) throws IOException {
    Table table = table(scratch.catalog(), name);
    scratch.fillLive(table, "copy", Optional.empty(), Scratch.Which.MATCHING);
  }

  private static Table table(Catalog catalog, String name) {
    return catalog.tables().stream()
        .filter(t -> t.name().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  // ---- references
  // ----------------------------------------------------------------------------------------------------

  @Test
  void referencesThatWouldNotHoldAreCounted() throws Exception {
    try (Change change = database.change(OPTIONS)) {
      Table parent = known("parent");
      Table child = known("child");
      change.lock(List.of(parent, child));
      stage(change, parent, "-1\tone\ta", "+5\tfive\t\\N");
      stage(change, child, "+7\t5\tn", "+8\t99\tn", "~3\t1\tz", "~4\t\\N\tw2");
      assertThat(change.missingParents(child, key(child), parent)).isEqualTo(2);
      assertThat(change.orphans(child, key(child), parent)).isEqualTo(2);
      change.apply();
      assertThat(change.broken(child, key(child), parent)).isEqualTo(4);
    }
  }

  @Test
  void aCascadeTakesWhatRefersToTheDeleted() throws Exception {
    try (Change change = database.change(OPTIONS)) {
      Table parent = known("parent");
      Table child = known("child");
      Table guest = known("guest");
      change.lock(List.of(parent, child, guest));
      stage(change, parent, "-1\tone\ta");
      assertThat(change.cascade(child, key(child), parent)).isEqualTo(2);
      assertThat(change.cascade(child, key(child), parent)).isZero();
      assertThat(change.cascade(guest, key(guest), parent)).isEqualTo(1);
      assertThat(lines(change.stagedLive(child, false))).containsExactly("1\t1\tx", "2\t1\ty");
      assertThat(lines(change.stagedLive(guest, true))).containsExactly("1\t1\tg");
      assertThat(lines(change.stagedNew(guest))).containsExactly("1\t\\N\tg");
      assertThat(change.orphans(child, key(child), parent)).isZero();
      change.apply();
      assertThat(change.broken(child, key(child), parent)).isZero();
      assertThat(change.broken(guest, key(guest), parent)).isZero();
      change.commitMark();
      change.commit();
    }
    assertThat(rows("child")).containsExactly("3\t2\tz", "4\t\\N\tw");
    assertThat(rows("guest")).containsExactly("1\t\\N\tg", "2\t3\th");
  }

  @Test
  void onlyParentsThatAreNeededAreKept() throws Exception {
    try (Change change = database.change(OPTIONS)) {
      Table parent = known("parent");
      Table child = known("child");
      stage(change, parent, "+20\ttwenty\t\\N", "+21\ttwentyone\t\\N", "+22\tmore\t\\N");
      stage(change, child, "+7\t20\tn", "~4\t22\tn");
      assertThat(change.keepReferenced(parent, List.of(new Change.Reference(child, key(child)))))
          .isEqualTo(2);
      assertThat(lines(change.stagedNew(parent)))
          .containsExactly("20\ttwenty\t\\N", "22\tmore\t\\N");
    }
  }

  // ---- locks, marks, counters
  // ----------------------------------------------------------------------------------------

  @Test
  void somebodyElsesTransactionIsWaitedForOnlySoLong() throws Exception {
    Table parent = known("parent");
    try (AutoCloseable other = writing(database, "parent");
        Change change = database.change(IMPATIENT)) {
      assertThat(other).isNotNull();
      assertThatThrownBy(() -> change.lock(List.of(parent)))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
    }
  }

  @Test
  void writersAreLockedOutUntilTheEnd() throws Exception {
    try (Change change = database.change(OPTIONS)) {
      change.lock(List.of(known("parent")));
      assertThatThrownBy(() -> writing(database, "parent").close()).isInstanceOf(Exception.class);
    }
    writing(database, "parent").close();
  }

  @Test
  void theMarkTellsWhetherItCommitted() throws Exception {
    Table parent = known("parent");
    String rolledBack;
    try (Change change = database.change(OPTIONS)) {
      change.lock(List.of(parent));
      stage(change, parent, "~2\tTWO\tb");
      change.apply();
      rolledBack = change.commitMark();
    }
    assertThat(database.outcome(rolledBack)).isEqualTo(Outcome.ROLLED_BACK);
    String committed;
    try (Change change = database.change(OPTIONS)) {
      change.lock(List.of(parent));
      stage(change, parent, "~2\tTWO\tb");
      change.apply();
      committed = change.commitMark();
      change.commit();
    }
    assertThat(database.outcome(committed)).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void countersAreReadAndSet() throws Exception {
    run(database, "CREATE TABLE numbered(id %s, v %s);".formatted(numberedKey(), textType()));
    run(database, "INSERT INTO numbered(v) VALUES ('a'), ('b');");
    try (Change change = database.change(OPTIONS)) {
      Table numbered = known("numbered");
      change.lock(List.of(numbered));
      Counter counter =
          change.counters().stream()
              .filter(c -> c.table().equals(Optional.of(numbered.name())))
              .findFirst()
              .orElseThrow();
      assertThat(counter.value()).isEqualTo(2);
      assertThat(counter.used()).isTrue();
      change.apply();
      Counter moved = new Counter(counter.name(), counter.table(), counter.column(), 41, true);
      change.counters(List.of(moved), List.of(numbered));
      change.commitMark();
      change.commit();
    }
    run(database, "INSERT INTO numbered(v) VALUES ('c');");
    assertThat(rows("numbered")).containsExactly("1\ta", "2\tb", "42\tc");
  }

  // ---- creating
  // ------------------------------------------------------------------------------------------------------

  @Test
  void aDatabaseIsBuiltFromScriptsAndRows() throws Exception {
    run(database, trigger("parent"));
    Map<String, List<String>> wanted = all();
    Database target = absent();
    try (LiveDataset live = database.read(OPTIONS)) {
      Scripts scripts = live.scripts();
      if (!scripts.complete()) {
        assertThat(scripts.missing()).isNotEmpty();
        return;
      }
      Catalog catalog = live.catalog();
      try (Change change = target.create(OPTIONS, catalog, scripts.before())) {
        for (Table table : catalog.tables()) {
          try (Stage stage = change.bulk(table, table.stored());
              RowStream rows = live.rows(table)) {
            while (rows.next()) {
              stage.insert(rows.buffer(), rows.start(), rows.end());
            }
          }
        }
        change.apply();
        change.counters(live.counters(), catalog.tables());
        change.finish(scripts.after());
        for (Table table : catalog.tables()) {
          assertThat(lines(change.written(table)))
              .hasSameSizeAs(wanted.getOrDefault(table.name().name(), List.of()));
        }
        String mark = change.commitMark();
        change.commit();
        assertThat(target.outcome(mark)).isEqualTo(Outcome.COMMITTED);
      }
    }
    assertThat(all(target)).isEqualTo(wanted);
    assertThatThrownBy(() -> target.create(OPTIONS, catalogOf(target), ""))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED));
  }

  private static Catalog catalogOf(Database database) throws IOException {
    try (LiveDataset live = database.read(OPTIONS)) {
      return live.catalog();
    }
  }

  // ---- words of these tests
  // ------------------------------------------------------------------------------------------

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

  private static List<String> sorted(RowStream rows) throws IOException {
    return lines(rows).stream().sorted().toList();
  }

  protected final List<String> rows(String table) throws IOException {
    try (LiveDataset live = database.read(OPTIONS)) {
      return lines(live.rows(table(live, table)));
    }
  }

  private Map<String, List<String>> all() throws IOException {
    return all(database);
  }

  private static Map<String, List<String>> all(Database database) throws IOException {
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

  protected static void put(Stage stage, String marked) throws IOException {
    byte[] line = (marked.substring(1) + "\n").getBytes(StandardCharsets.UTF_8);
    switch (marked.charAt(0)) {
      case '+' -> stage.insert(line, 0, line.length);
      case '~' -> stage.update(line, 0, line.length);
      default -> stage.delete(line, 0, line.length);
    }
  }

  private static int compare(RowLayout layout, String a, String b) {
    byte[] x = (a + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] y = (b + "\n").getBytes(StandardCharsets.UTF_8);
    return layout.compare(x, 0, x.length, y, 0, y.length);
  }
}

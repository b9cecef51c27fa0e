package dev.belay.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Change;
import dev.belay.engine.Database.Outcome;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Stage;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change to a SQLite file must not disturb. */
final class SqliteChangeTest {
  @TempDir Path directory;
  private TestFile file = new TestFile(Path.of(""));

  @BeforeEach
  void place() {
    file = new TestFile(directory.resolve("app.db"));
  }

  @Test
  void updatedRowsKeepTheRowidsThatNobodyNamed() throws Exception {
    file.run(
        """
        CREATE TABLE plain(k TEXT PRIMARY KEY NOT NULL, v);
        CREATE TABLE uniq(k TEXT PRIMARY KEY NOT NULL, v UNIQUE);
        INSERT INTO plain(rowid, k, v) VALUES (7, 'a', 'x'), (5, 'b', 'y');
        INSERT INTO uniq SELECT * FROM plain WHERE 0;
        INSERT INTO uniq(rowid, k, v) VALUES (7, 'a', 'x'), (5, 'b', 'y');
        """);
    file.change("plain", "~a\ty", "~b\tx");
    file.change("uniq", "~a\ty", "~b\tx");
    assertThat(file.query("SELECT rowid || k || v FROM plain ORDER BY 1"))
        .containsExactly("5bx", "7ay");
    assertThat(file.query("SELECT rowid || k || v FROM uniq ORDER BY 1"))
        .containsExactly("5bx", "7ay");
  }

  @Test
  void aConflictClauseOfTheSchemaDoesNotTakeRowsAway() throws Exception {
    file.run(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT UNIQUE ON CONFLICT REPLACE);
        INSERT INTO t VALUES (1, 'a'), (2, 'b');
        """);
    assertThatThrownBy(() -> file.change("t", "+3\ta"))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("t.v");
    assertThat(file.lines("t")).containsExactly("1\ta", "2\tb");
  }

  @Test
  void keysThatOnlyACollationTakesForEqualAreDifferentRows() throws Exception {
    file.run(
        """
        CREATE TABLE t(k TEXT COLLATE NOCASE PRIMARY KEY, v) WITHOUT ROWID;
        INSERT INTO t VALUES ('a', 1), ('B', 2);
        """);
    file.change("t", "-a\t1", "+A\t1", "~B\t3");
    assertThat(file.lines("t")).containsExactly("A\t1", "B\t3");
  }

  @Test
  void aReferenceIsComparedAsTheParentCompares() throws Exception {
    file.run(
        """
        CREATE TABLE parent(k TEXT COLLATE NOCASE PRIMARY KEY NOT NULL, v);
        CREATE TABLE child(id INTEGER PRIMARY KEY, k TEXT REFERENCES parent ON DELETE CASCADE);
        INSERT INTO parent VALUES ('abc', 1), ('def', 1);
        INSERT INTO child VALUES (1, 'ABC'), (2, 'Def'), (3, NULL);
        """);
    Table parent = file.table("parent");
    Table child = file.table("child");
    ForeignKey key = child.foreignKeys().get(0);
    assertThat(key.targetColumns()).containsExactly("k");
    try (Change change = file.database().change(ReadOptions.DEFAULT)) {
      change.lock(List.of(parent, child));
      TestFile.stage(change, parent, List.of("-abc\t1"));
      TestFile.stage(change, child, List.of("+4\tDEF", "+5\tnone"));
      assertThat(change.orphans(child, key, parent)).isEqualTo(1);
      assertThat(change.missingParents(child, key, parent)).isEqualTo(1);
      change.apply();
      assertThat(change.broken(child, key, parent)).isEqualTo(2);
    }
  }

  @Test
  void aReferenceToAnotherUniqueColumnIsSeenWhenThatColumnChanges() throws Exception {
    file.run(
        """
        CREATE TABLE parent(id INTEGER PRIMARY KEY, code TEXT UNIQUE);
        CREATE TABLE child(id INTEGER PRIMARY KEY, code TEXT REFERENCES parent(code));
        INSERT INTO parent VALUES (1, 'a'), (2, 'b'), (3, 'c');
        INSERT INTO child VALUES (1, 'a'), (2, 'b'), (3, 'c');
        """);
    Table parent = file.table("parent");
    Table child = file.table("child");
    ForeignKey key = child.foreignKeys().get(0);
    try (Change change = file.database().change(ReadOptions.DEFAULT)) {
      change.lock(List.of(parent, child));
      TestFile.stage(change, parent, List.of("~1\tb", "~2\tnew", "-3\tc"));
      change.apply();
      assertThat(change.broken(child, key, parent)).isEqualTo(2);
    }
  }

  @Test
  void aFullTextIndexIsPutBackWithItsShadowTables() throws Exception {
    file.run(
        "CREATE VIRTUAL TABLE search USING fts5(body); INSERT INTO search VALUES ('old words');");
    List<String> tables =
        List.of("search_config", "search_content", "search_data", "search_docsize", "search_idx");
    List<List<String>> before = new ArrayList<>();
    for (String table : tables) {
      before.add(file.lines(table));
    }
    file.run("DELETE FROM search; INSERT INTO search VALUES ('new words'), ('more')");
    List<List<String>> now = new ArrayList<>();
    List<Table> known = new ArrayList<>();
    for (String table : tables) {
      now.add(file.lines(table));
      known.add(file.table(table));
    }
    try (Change change = file.database().change(ReadOptions.DEFAULT)) {
      change.lock(known);
      for (int i = 0; i < tables.size(); i++) {
        List<String> lines = new ArrayList<>(now.get(i).stream().map(l -> "-" + l).toList());
        lines.addAll(before.get(i).stream().map(l -> "+" + l).toList());
        TestFile.stage(change, known.get(i), lines);
      }
      change.apply();
      change.commitMark();
      change.commit();
    }
    assertThat(file.query("SELECT body FROM search WHERE search MATCH 'old'"))
        .containsExactly("old words");
    assertThat(file.query("SELECT body FROM search WHERE search MATCH 'new'")).isEmpty();
    file.run("INSERT INTO search(search) VALUES ('integrity-check')");
  }

  @Test
  void anOpenConnectionOfTheApplicationGoesOn() throws Exception {
    file.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'a')");
    try (Session application = file.open(Duration.ofSeconds(5));
        PreparedStatement statement = application.prepare("SELECT v FROM t")) {
      assertThat(first(statement)).isEqualTo("a");
      String mark = file.change("t", "~1\tb");
      assertThat(first(statement)).isEqualTo("b");
      application.exec("INSERT INTO t VALUES (2, 'c'); CREATE TABLE later(a)");
      assertThat(file.database().outcome(mark)).isNotEqualTo(Outcome.ROLLED_BACK);
    }
    assertThat(file.query("PRAGMA integrity_check")).containsExactly("ok");
  }

  private static String first(PreparedStatement statement) throws Exception {
    try (ResultSet result = statement.executeQuery()) {
      result.next();
      return String.valueOf(result.getString(1));
    }
  }

  @Test
  void aReaderThatStaysInTheWayOfTheCommitIsBusyAndNothingChanges() throws Exception {
    file.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'a')");
    Table table = file.table("t");
    String mark;
    try (Session reader = file.open(Duration.ZERO);
        Change change = file.database().change(new ReadOptions(Duration.ofMillis(100), 2))) {
      reader.exec("BEGIN");
      reader.number("SELECT count(*) FROM t");
      change.lock(List.of(table));
      TestFile.stage(change, table, List.of("~1\tb"));
      change.apply();
      mark = change.commitMark();
      assertThatThrownBy(change::commit)
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
    }
    assertThat(file.database().outcome(mark)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(file.lines("t")).containsExactly("1\ta");
  }

  @Test
  void moreThanTheCacheHoldsIsWrittenInARollbackJournal() throws Exception {
    file.run(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT); CREATE TABLE u(id INTEGER PRIMARY KEY, v TEXT)");
    Table t = file.table("t");
    Table u = file.table("u");
    String wide = "x".repeat(1000);
    try (Change change = file.database().change(ReadOptions.DEFAULT)) {
      change.lock(List.of(t, u));
      TestFile.lines(change.rows(t));
      try (Stage bulk = change.bulk(t, t.stored());
          Stage stage = change.stage(u, u.stored())) {
        for (int i = 1; i <= 8000; i++) {
          byte[] line = Session.utf8(i + "\t" + wide + "\n");
          bulk.insert(line, 0, line.length);
          stage.insert(line, 0, line.length);
        }
      }
      change.apply();
      change.commitMark();
      change.commit();
    }
    assertThat(file.query("SELECT count(*) FROM t JOIN u USING (id, v)")).containsExactly("8000");
  }

  @Test
  void textOfAUtf16DatabaseIsWrittenBack() throws Exception {
    file.run(
        """
        PRAGMA encoding = 'UTF-16le';
        CREATE TABLE t(k TEXT PRIMARY KEY NOT NULL, v);
        INSERT INTO t VALUES ('é', 'x'), (char(0x1f600), 'y');
        """);
    List<String> before = file.lines("t");
    file.change("t", "-" + before.get(0), "~" + before.get(1).replace('y', 'z'));
    file.change("t", "+" + before.get(0), "~" + before.get(1));
    assertThat(file.lines("t")).isEqualTo(before);
  }

  @Test
  void triggersAreThereToTheLetterAfterwards() throws Exception {
    file.run(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY, v);
        CREATE TABLE log(v);
        create trigger  "odd ""name"  after update of v on "t" when new.v is not null
        begin insert into log values ('a;b'); /* what */ delete from log where v = 'x'; end;
        INSERT INTO t VALUES (1, 'a');
        """);
    List<String> before = file.query("SELECT sql FROM sqlite_schema ORDER BY name");
    file.change("t", "~1\tb");
    assertThat(file.query("SELECT sql FROM sqlite_schema ORDER BY name")).isEqualTo(before);
    assertThat(file.lines("log")).isEmpty();
    file.run("UPDATE t SET v = 'c'");
    assertThat(file.lines("log")).containsExactly("a;b");
  }

  @Test
  void rowsWithNullInTheirKeyAreToldApartByTheirContent() throws Exception {
    file.run(
        """
        CREATE TABLE t(k TEXT PRIMARY KEY, v);
        INSERT INTO t VALUES (NULL, 1), (NULL, 1), (NULL, 1.0), ('a', 1), (NULL, '1');
        """);
    assertThat(file.lines("t")).containsExactly("\\N\t1", "\\N\t1", "\\N\t1.0", "\\N\t^t1", "a\t1");
    file.change("t", "-\\N\t1", "-\\N\t^t1", "+\\N\t-0.0", "~a\t2");
    assertThat(file.lines("t")).containsExactly("\\N\t-0.0", "\\N\t1", "\\N\t1.0", "a\t2");
  }
}

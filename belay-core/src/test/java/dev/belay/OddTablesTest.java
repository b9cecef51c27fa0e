package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BackupResult;
import dev.belay.model.Mode;
import dev.belay.model.Progress;
import dev.belay.proof.Side;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Collation;

/** SQLite's tables at their edges: whole through the safe path, or refused by name. */
class OddTablesTest {
  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void begin() {
    bench = new Workbench(directory);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private BackupResult backup() {
    return bench.belay.backup(BackupRequest.of(bench.database.toString()), Progress.NONE);
  }

  private void restore(String snapshot) {
    bench.restore(RestoreRequest.of(snapshot));
  }

  @Test
  void rowsWithoutAKeyComeBackWhereTheGreatestRowidIsTaken() throws Exception {
    bench.sql(
        "create table log(a, b)",
        "insert into log(rowid, a, b) values (9223372036854775807, 1, 1), (3, 2, 2), (4, 2, 2)");
    List<String> before = bench.rows("select a, b from log order by a");
    String snapshot = bench.backup();
    bench.sql("delete from log where rowid = 3", "update log set b = 9 where rowid = 4");

    restore(snapshot);

    assertThat(bench.rows("select a, b from log order by a")).isEqualTo(before);
    bench.undo();
    assertThat(bench.rows("select a, b from log order by a")).containsExactly("1|1", "2|9");
  }

  @Test
  void aColumnThatWouldMakeOtherNumbersOfThemIsNamedByThePlan() throws Exception {
    bench.sql(
        "create table prices(id integer primary key, whole integer, part real)",
        "insert into prices values (1, 5, 2.0), (2, 6, 2.5)");
    String snapshot = bench.backup();
    bench.sql(
        "drop table prices", "create table prices(id integer primary key, whole real, part int)");
    List<String> rows = List.of("insert into prices values (3, 1, 1)", "delete from prices");
    for (String now : rows) {
      bench.sql(now);
      assertThatThrownBy(() -> bench.belay.plan(RestoreRequest.of(snapshot), Progress.NONE))
          .hasMessageContaining("table prices: column whole is REAL now")
          .hasMessageContaining("of 5");
    }
    bench.sql(
        "drop table prices", "create table prices(id integer primary key, whole num, part int)");
    assertThatThrownBy(() -> bench.belay.plan(RestoreRequest.of(snapshot), Progress.NONE))
        .hasMessageContaining("column part is INT now")
        .hasMessageContaining("of 2.0");
    bench.sql(
        "drop table prices", "create table prices(id integer primary key, whole num, part float)");
    restore(snapshot);
    assertThat(bench.rows("select *, typeof(part) from prices"))
        .containsExactly("1|5|2.0|real", "2|6|2.5|real");
  }

  @Test
  void aBackupTellsWhatCanNotBeRestoredRowByRow() throws Exception {
    bench.sql(
        "create table hidden(rowid, oid, _rowid_)",
        "create table keyed(rowid, oid, _rowid_, k primary key) without rowid",
        "insert into hidden values (1, 2, 3), (1, 2, 3)");

    assertThat(backup().warnings())
        .singleElement()
        .asString()
        .contains("table hidden has no key", "a new database");
  }

  @Test
  void aFullTextIndexFindsItsRowsAfterARestore() throws Exception {
    bench.sql(
        "create table notes(id text primary key, body text)",
        "create virtual table found using fts5(body, content='notes', content_rowid='rowid')",
        "create trigger added after insert on notes begin"
            + " insert into found(rowid, body) values (new.rowid, new.body); end",
        "create trigger gone after delete on notes begin"
            + " insert into found(found, rowid, body) values ('delete', old.rowid, old.body); end",
        "create table log(what text)",
        "create virtual table found_log using fts5(what, content='log')",
        "create trigger logged after insert on log begin"
            + " insert into found_log(rowid, what) values (new.rowid, new.what); end",
        "insert into notes values ('z', 'one'), ('b', 'two'), ('a', 'three'), (null, 'four')",
        "insert into log values ('x'), ('y'), ('x')");
    String snapshot = bench.backup();
    bench.sql(
        "delete from notes where id = 'b' or id is null",
        "insert into notes values ('c', 'five'), (null, 'six'), ('d', 'seven')",
        "update log set what = 'w' where rowid = 2");
    List<String> damaged = bench.rows("select rowid, * from notes order by rowid");

    restore(snapshot);
    requireIndexes(bench);
    assertThat(bench.rows("select rowid, id, body from notes order by rowid"))
        .containsExactly("1|z|one", "2|b|two", "3|a|three", "4|null|four");
    bench.undo();
    assertThat(bench.rows("select rowid, * from notes order by rowid")).isEqualTo(damaged);

    RestoreRequest merge = RestoreRequest.of(snapshot).withMode(Mode.MERGE);
    assertThatThrownBy(() -> bench.belay.plan(merge, Progress.NONE))
        .hasMessageContaining("virtual table found")
        .hasMessageContaining("replaced as a whole");

    bench.sql("drop trigger added", "drop trigger gone", "drop table found");
    bench.restore(RestoreRequest.of(snapshot).withTables("notes"));
    assertThat(bench.rows("select id from notes where body = 'two'")).containsExactly("b");
  }

  private static void requireIndexes(Workbench bench) throws SQLException {
    bench.sql(
        "insert into found(found, rank) values ('integrity-check', 1)",
        "insert into found_log(found_log, rank) values ('integrity-check', 1)");
  }

  @Test
  void whatOnlyTheApplicationCanCompareIsNamedAndNothingElseSuffers() throws Exception {
    bench.sql("create table plain(id integer primary key, v)", "insert into plain values (1, 'a')");
    withItsOwnCollation(
        "create table cards(id integer primary key, name text)",
        "create index by_name on cards(name collate unicase)",
        "insert into cards values (1, 'b'), (2, 'A')",
        "create table decks(name text primary key collate unicase)",
        "insert into decks values ('b'), ('A')",
        "create table tags(tag text primary key collate unicase, usn) without rowid",
        "insert into tags values ('z', 1), ('B', 2), ('a', 3)",
        "create table fields(id, name text collate unicase, primary key (id)) without rowid",
        "create unique index of_fields on fields(name, id)",
        "insert into fields values (1, 'Front'), (2, 'back')");

    BackupResult result = backup();
    assertThat(result.rows()).isEqualTo(10);
    for (String table : List.of("cards", "decks", "tags", "fields")) {
      assertThat(result.warnings())
          .anyMatch(w -> w.contains("table " + table + " ") && w.contains("unicase"));
    }
    String snapshot = result.snapshot().orElseThrow();
    bench.sql("update plain set v = 'lost'");
    restore(snapshot);
    assertThat(bench.rows("select v from plain")).containsExactly("a");

    withItsOwnCollation("update tags set usn = 9 where tag = 'Z'");
    RestoreRequest request = RestoreRequest.of(snapshot);
    assertThatThrownBy(() -> bench.belay.plan(request, Progress.NONE))
        .hasMessageContaining("tags")
        .hasMessageContaining("collation");
    withItsOwnCollation("update tags set usn = 1 where tag = 'z'");

    withItsOwnCollation("update cards set name = 'c' where id = 1");
    assertThatThrownBy(() -> restore(snapshot)).hasMessageContaining("unicase");
    assertThat(bench.rows("select name from cards order by id")).containsExactly("c", "A");
  }

  private void withItsOwnCollation(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + bench.database);
        Statement statement = connection.createStatement()) {
      Collation.create(
          connection,
          "unicase",
          new Collation() {
            @Override
            protected int xCompare(String a, String b) {
              return a.compareToIgnoreCase(b);
            }
          });
      for (String sql : statements) {
        statement.executeUpdate(sql);
      }
    }
  }

  @Test
  void aColumnWithAnEmptyNameIsReadAsWhatItHolds() throws Exception {
    bench.sql(
        "create table t(\"\" integer, v text, unique(\"\"))",
        "insert into t values (null, 'a'), (null, 'b'), (1, 'c')");
    List<String> before = bench.rows("select * from t order by v");
    String snapshot = bench.backup();
    bench.sql("delete from t where v <> 'a'", "insert into t values (null, 'd'), (0, 'e')");
    List<String> damaged = bench.rows("select * from t order by v");

    restore(snapshot);

    assertThat(bench.rows("select * from t order by v")).isEqualTo(before);
    bench.undo();
    assertThat(bench.rows("select * from t order by v")).isEqualTo(damaged);
  }

  @Test
  void aNewDatabaseHasTheStructureVerbatim() throws Exception {
    bench.sql(
        "create table t(\"--x\" text) strict",
        "create index i on t(\"--x\")",
        "create table u(a -- the last\n)",
        "create view v as select a from u -- all of it");
    String schema = "select name, sql from sqlite_schema order by name";
    List<String> before = bench.rows(schema);
    String snapshot = bench.backup();

    Path copy = directory.resolve("copy.db");
    bench.restore(RestoreRequest.of(snapshot).asNew(copy.toString()));

    assertThat(new Side(copy.toString(), "jdbc:sqlite:" + copy).rows(schema)).isEqualTo(before);
  }
}

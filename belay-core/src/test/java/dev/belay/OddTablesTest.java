package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BackupResult;
import dev.belay.model.Mode;
import dev.belay.model.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
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

  private BackupResult backup(List<String> without) {
    return bench.belay.backup(
        new BackupRequest(
            bench.database.toString(), List.of(), without, "manual", "", "test", List.of(), false),
        Progress.NONE);
  }

  private void restore(String snapshot) {
    bench.restore(
        new RestoreRequest(
            snapshot, Optional.empty(), Mode.REPLACE, List.of(), List.of(), false, "", "test"));
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
  void aBackupTellsWhatCanNotBeRestoredRowByRow() throws Exception {
    bench.sql(
        "create table hidden(rowid, oid, _rowid_)",
        "create table keyed(rowid, oid, _rowid_, k primary key) without rowid",
        "insert into hidden values (1, 2, 3), (1, 2, 3)");

    assertThat(backup(List.of()).warnings())
        .singleElement()
        .asString()
        .contains("table hidden has no key", "a new database");
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

    BackupResult result = backup(List.of());
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
}

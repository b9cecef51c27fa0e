package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BackupResult;
import dev.belay.model.Mode;
import dev.belay.model.Progress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** References that SQLite let go wrong are stored as they are, and a backup tells of them. */
class DanglingTest {
  @TempDir Path directory;

  @Test
  void aBackupCountsThemAndKeepsThem() throws Exception {
    try (Workbench bench =
        Workbench.of(
            directory,
            """
            databases: {app: app.db}
            profiles: {p: {database: app, include: [orders], exclude-columns: {orders: [friend]}}}
            """)) {
      bench.sql(
          "create table people (id integer primary key, name text)",
          "create table codes (code text)",
          "create table orders (id integer primary key, person integer references people, friend"
              + " integer references people(id))",
          "create table odd (code text references codes(code))",
          "insert into odd values ('x')",
          "insert into people values (1, 'ann')",
          "insert into orders values (1, 1, null), (2, 7, 8), (3, 7, 1)");
      BackupResult whole = bench.belay.backup(BackupRequest.of("app"), Progress.NONE);
      assertThat(whole.warnings())
          .contains(
              "2 rows of orders refer (by person) to rows of people that are not there; that is"
                  + " kept as it is",
              "1 row of orders refers (by friend) to rows of people that are not there; that is"
                  + " kept as it is");
      assertThat(bench.belay.show(whole.snapshot().orElseThrow()).warnings())
          .containsAll(whole.warnings());
      BackupResult some = bench.belay.backup(BackupRequest.of("").withProfile("p"), Progress.NONE);
      assertThat(some.warnings())
          .anyMatch(w -> w.startsWith("2 rows of orders refer (by person)"))
          .noneMatch(w -> w.contains("friend)"));

      List<String> rows = bench.rows("select * from orders order by id");
      bench.sql("delete from orders");
      bench.restore(RestoreRequest.of(whole.snapshot().orElseThrow()));
      assertThat(bench.rows("select * from orders order by id")).isEqualTo(rows);
    }
  }

  @Test
  void aMergeBringsRowsThatDangledToAParentOfWhichOtherRowsAreUpdated() throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      bench.sql(
          "create table people (id integer primary key, name text)",
          "create table orders (id integer primary key, person integer references people)",
          "insert into people values (1, 'ann')",
          "insert into orders values (1, 1), (2, 7)");
      String snapshot = bench.backup();
      bench.sql("update people set name = 'eve'", "delete from orders");

      bench.restore(RestoreRequest.of(snapshot).withMode(Mode.MERGE));

      assertThat(bench.rows("select * from orders order by id")).containsExactly("1|1", "2|7");
      assertThat(bench.rows("select name from people")).containsExactly("ann");
    }
  }

  @Test
  void aReferenceThatHeldInTheSnapshotIsNotLeftDangling() throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      bench.sql(
          "create table people (id integer primary key, name text unique)",
          "create table orders (id integer primary key, person text references people(name))",
          "insert into people values (1, 'ann'), (2, 'ben')",
          "insert into orders values (1, 'ann'), (2, 'ben'), (3, 'nobody')");
      String snapshot = bench.backup();
      bench.sql("delete from orders", "insert into orders values (2, 'ben')");
      bench.restore(missing(snapshot));
      assertThat(bench.rows("select person from orders order by id"))
          .containsExactly("ann", "ben", "nobody");

      bench.sql("delete from orders", "update people set name = 'eve' where id = 1");

      assertThatThrownBy(() -> bench.restore(missing(snapshot)))
          .hasMessageContaining("rows of orders would refer to rows of people");
      assertThat(bench.rows("select * from orders")).isEmpty();
    }
  }

  private static RestoreRequest missing(String snapshot) {
    return RestoreRequest.of(snapshot).withMode(Mode.MISSING);
  }
}

package dev.belay.proof;

import static dev.belay.proof.SafePathContract.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.UndoRequest;
import dev.belay.Workbench;
import dev.belay.model.ChangedTable;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RowChange;
import dev.belay.model.RunResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an undo says of rows that others changed since the run. */
class ChangedSinceTest {
  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
    bench.sql(SqliteSafePathTest.TABLES);
    bench.sql(
        "insert into users(name) values ('ann'), ('bob'), ('cem')",
        "insert into posts values (1, 1, 'hello'), (2, 2, 'world'), (3, 2, null)",
        "insert into likes values (1, 2), (1, 3), (2, 1)");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private List<String> everything() throws Exception {
    List<String> all = new ArrayList<>();
    for (String table : List.of("users", "posts", "likes", "sqlite_sequence")) {
      bench
          .rows("select * from " + table + " order by 1, 2")
          .forEach(r -> all.add(table + " " + r));
    }
    return all;
  }

  private static dev.belay.model.TableName name(String table) {
    return new dev.belay.model.TableName("main", table);
  }

  private static RowChange.Value value(String column, String value) {
    return new RowChange.Value(column, Optional.of(value));
  }

  private static RowChange since(String table, String column, String key, String kind) {
    return new RowChange(
        name(table), RowChange.Kind.valueOf(kind), List.of(value(column, key)), List.of());
  }

  private List<ChangedTable> changedSince() {
    return bench.belay.plan(UndoRequest.last(), Progress.NONE).overwrites();
  }

  @Test
  void theRowsThatChangedSinceAMergeAreTold() throws Exception {
    String snapshot = bench.backup();
    bench.sql(
        "update users set name = 'x' where id = 1",
        "insert into users values (50, 'kept'), (51, 'too')",
        "delete from users where id = 3");
    bench.restore(table(snapshot, Mode.MERGE, "users"));
    assertThat(changedSince()).isEmpty();
    bench.sql(
        "update users set name = 'new' where id = 2",
        "delete from users where id = 50",
        "insert into users values (60, 'since')");
    assertThat(changedSince())
        .containsExactly(
            new ChangedTable(
                name("users"),
                true,
                1,
                1,
                1,
                List.of(
                    since("users", "id", "2", "UPDATE"),
                    since("users", "id", "50", "DELETE"),
                    since("users", "id", "60", "INSERT"))));
  }

  @Test
  void theRowsThatChangedSinceOnlyMissingOnesCameAreTold() throws Exception {
    String snapshot = bench.backup();
    bench.sql("update users set name = 'x' where id = 1", "delete from likes where post = 1");
    bench.restore(table(snapshot, Mode.MISSING));
    assertThat(changedSince()).isEmpty();
    bench.sql("delete from likes where who = 3");
    assertThat(changedSince())
        .singleElement()
        .satisfies(
            t -> {
              assertThat(t.table()).isEqualTo(name("likes"));
              assertThat(t.first())
                  .extracting(RowChange::key)
                  .containsExactly(List.of(value("post", "1"), value("who", "3")));
            });
  }

  @Test
  void theRowsThatChangedSinceInTablesThatForeignKeysTookAlongAreTold() throws Exception {
    String snapshot = bench.backup();
    bench.sql(
        "insert into users values (9, 'new')",
        "insert into posts values (20, 9, 'mine'), (21, 1, 'stays')");
    bench.restore(table(snapshot, Mode.REPLACE, "users"));
    bench.sql("delete from posts where id = 21", "insert into posts values (22, 2, 'later')");
    assertThat(changedSince())
        .containsExactly(
            new ChangedTable(
                name("posts"),
                true,
                1,
                0,
                1,
                List.of(
                    since("posts", "id", "21", "DELETE"), since("posts", "id", "22", "INSERT"))));
  }

  @Test
  void columnsThatTheSnapshotLacksDoNotLookLikeChangesSince() throws Exception {
    String snapshot = bench.backup();
    bench.sql(
        "alter table users add column vip integer not null default 0",
        "update users set vip = id, name = upper(name)");
    List<String> before = everything();
    bench.restore(table(snapshot, Mode.REPLACE, "users"));
    assertThat(changedSince()).isEmpty();
    bench.undo();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void moreRowsThanAnyoneReadsAreCounted() throws Exception {
    String snapshot = bench.backup();
    bench.sql("delete from likes");
    bench.restore(table(snapshot, Mode.REPLACE, "likes", "posts"));
    bench.sql(
        "with recursive n(i) as (select 100 union all select i + 1 from n where i < 199)"
            + " insert into posts select i, 1, 'x' from n",
        "insert into likes select id, 1 from posts where id > 99");
    assertThat(changedSince())
        .singleElement()
        .satisfies(
            t -> {
              assertThat(t.inserted()).isEqualTo(100);
              assertThat(t.first()).hasSize(20);
            });
  }

  @Test
  void anUndoTakesNothingFromTablesThatTheRunLeftAlone() throws Exception {
    String snapshot = bench.backup();
    bench.sql("delete from users where id = 2");
    List<String> before = everything();
    bench.restore(table(snapshot, Mode.MERGE, "users"));
    Plan plan = bench.belay.plan(UndoRequest.last(), Progress.NONE);
    assertThat(plan.tables()).hasSize(1);
    assertThat(plan.warnings())
        .contains("2 rows of posts refer to rows of users that go; they stay as they are");
    bench.undo();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aReferenceThatClearsItsColumnsIsPlannedShownAndUndone() throws Exception {
    bench.sql(
        "create table drafts (id integer primary key, author integer references users(id)"
            + " on delete set null)");
    String snapshot = bench.backup();
    bench.sql(
        "insert into users values (9, 'new')",
        "insert into drafts values (1, 9), (2, 1), (3, null)");
    RunResult run = bench.restore(table(snapshot, Mode.REPLACE, "users"));
    assertThat(run.plan().tables())
        .filteredOn(t -> t.reason() == Plan.Reason.CASCADE)
        .singleElement()
        .satisfies(t -> assertThat(t.update()).isEqualTo(1));
    assertThat(bench.rows("select * from drafts")).containsExactly("1|null", "2|1", "3|null");
    assertThat(changedSince()).isEmpty();
    bench.sql("update drafts set author = 2 where id = 3");
    assertThat(changedSince())
        .containsExactly(
            new ChangedTable(
                name("drafts"), true, 0, 1, 0, List.of(since("drafts", "id", "3", "UPDATE"))));
    bench.sql("update drafts set author = null where id = 3");
    bench.undo();
    assertThat(bench.rows("select * from drafts")).containsExactly("1|9", "2|1", "3|null");
  }
}

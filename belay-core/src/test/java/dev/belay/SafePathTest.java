package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ChangedTable;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RowChange;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import dev.belay.model.SnapshotSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job on a SQLite database: back up, see, restore, undo. */
class SafePathTest {
  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
    bench.sql(
        "create table users (id integer primary key autoincrement, name text not null unique)",
        "create table posts (id integer primary key, author integer not null references users(id)"
            + " on delete cascade, body text)",
        "create table likes (post integer not null references posts(id), who integer not null"
            + " references users(id), primary key (post, who)) without rowid",
        "insert into users(name) values ('ann'), ('bob'), ('cem')",
        "insert into posts values (1, 1, 'hello'), (2, 2, 'world'), (3, 2, null)",
        "insert into likes values (1, 2), (1, 3), (2, 1)");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private DiffResult diff(String from) {
    return bench.belay.diff(
        new DiffRequest(from, Optional.empty(), List.of()), Progress.NONE, Optional.empty());
  }

  private static RestoreRequest table(String source, Mode mode, String... tables) {
    return new RestoreRequest(
        source, Optional.empty(), mode, List.of(tables), List.of(), false, "", "test");
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

  @Test
  void aFreshSnapshotEqualsTheDatabase() {
    String snapshot = bench.backup();
    DiffResult diff = diff(snapshot);
    assertThat(diff.equal()).isTrue();
    assertThat(diff.tables())
        .containsExactly(
            new DiffResult.TableDiff(name("likes"), 0, 0, 0, 3),
            new DiffResult.TableDiff(name("posts"), 0, 0, 0, 3),
            new DiffResult.TableDiff(name("users"), 0, 0, 0, 3));
  }

  private static dev.belay.model.TableName name(String table) {
    return new dev.belay.model.TableName("main", table);
  }

  @Test
  void aDiffShowsEachRow() throws Exception {
    String snapshot = bench.backup();
    bench.sql("update users set name = 'bert' where id = 2", "delete from likes where post = 2");
    bench.sql("insert into posts values (9, 1, 'new')");
    List<RowChange> changes = new ArrayList<>();
    bench.belay.diff(
        new DiffRequest(snapshot, Optional.empty(), List.of()),
        Progress.NONE,
        Optional.of(changes::add));
    assertThat(changes)
        .containsExactly(
            new RowChange(
                name("likes"),
                RowChange.Kind.INSERT,
                List.of(value("post", "2"), value("who", "1")),
                List.of(cell("post", null, "2"), cell("who", null, "1"))),
            new RowChange(
                name("posts"),
                RowChange.Kind.DELETE,
                List.of(value("id", "9")),
                List.of(
                    cell("id", "9", null), cell("author", "1", null), cell("body", "new", null))),
            new RowChange(
                name("users"),
                RowChange.Kind.UPDATE,
                List.of(value("id", "2")),
                List.of(cell("name", "bert", "bob"))));
  }

  private static RowChange.Value value(String column, String value) {
    return new RowChange.Value(column, Optional.of(value));
  }

  private static RowChange.Cell cell(
      String column,
      @org.jspecify.annotations.Nullable String before,
      @org.jspecify.annotations.Nullable String after) {
    return new RowChange.Cell(column, Optional.ofNullable(before), Optional.ofNullable(after));
  }

  @Test
  void aRestorePutsEverythingBackAndAnUndoTakesItBack() throws Exception {
    List<String> good = everything();
    String snapshot = bench.backup();
    bench.sql(
        "update users set name = name || '!'",
        "delete from likes",
        "insert into users(name) values ('eve')",
        "insert into posts values (7, 4, 'spam')");
    List<String> damaged = everything();

    RunResult run = bench.restore(RestoreRequest.of(snapshot));
    assertThat(run.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(everything()).isEqualTo(good);
    assertThat(diff(snapshot).equal()).isTrue();

    RunResult undo = bench.undo();
    assertThat(undo.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(everything()).isEqualTo(damaged);

    bench.undo();
    assertThat(everything()).isEqualTo(good);

    List<RunRecord> history = bench.belay.history();
    assertThat(history).hasSize(3);
    assertThat(history.get(2).undoneBy()).contains(history.get(1).run());
    assertThat(history).allMatch(r -> r.outcome() == RunOutcome.COMMITTED);
  }

  @Test
  void aPreviewChangesNothingAndItsIdIsBound() throws Exception {
    String snapshot = bench.backup();
    bench.sql("delete from likes");
    List<String> before = everything();
    RestoreRequest request = RestoreRequest.of(snapshot);
    Plan plan = bench.belay.plan(request, Progress.NONE);
    assertThat(everything()).isEqualTo(before);
    assertThat(bench.belay.plan(request, Progress.NONE).id()).isEqualTo(plan.id());

    bench.sql("insert into users(name) values ('late')");
    List<String> later = everything();
    assertThatThrownBy(() -> bench.belay.restore(request, Optional.of(plan.id()), Progress.NONE))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_PLAN));
    assertThat(everything()).isEqualTo(later);

    Plan fresh = bench.belay.plan(request, Progress.NONE);
    bench.belay.restore(request, Optional.of(fresh.id()), Progress.NONE);
    assertThat(diff(snapshot).equal()).isTrue();
  }

  @Test
  void mergeKeepsWhatOnlyTheDatabaseHas() throws Exception {
    String snapshot = bench.backup();
    bench.sql("update users set name = 'x' where id = 1", "insert into users values (50, 'kept')");
    bench.restore(table(snapshot, Mode.MERGE, "users"));
    assertThat(bench.rows("select * from users order by id"))
        .containsExactly("1|ann", "2|bob", "3|cem", "50|kept");
    assertThat(bench.rows("select seq from sqlite_sequence")).containsExactly("50");
  }

  @Test
  void missingOnlyAdds() throws Exception {
    String snapshot = bench.backup();
    bench.sql("update users set name = 'x' where id = 1", "delete from likes where post = 1");
    bench.restore(table(snapshot, Mode.MISSING));
    assertThat(bench.rows("select name from users order by id")).containsExactly("x", "bob", "cem");
    assertThat(bench.rows("select count(*) from likes")).containsExactly("3");
  }

  @Test
  void restoringOneTableBringsTheParentsItsRowsNeed() throws Exception {
    String snapshot = bench.backup();
    bench.sql("delete from likes", "delete from posts", "delete from users where id in (2, 3)");
    RunResult run = bench.restore(table(snapshot, Mode.REPLACE, "posts"));
    assertThat(run.plan().tables())
        .filteredOn(t -> t.reason() == Plan.Reason.REFERENCED)
        .singleElement()
        .satisfies(t -> assertThat(t.insert()).isEqualTo(1));
    assertThat(bench.rows("select name from users order by id")).containsExactly("ann", "bob");
    bench.undo();
    assertThat(bench.rows("select count(*) from posts")).containsExactly("0");
    assertThat(bench.rows("select name from users")).containsExactly("ann");
  }

  @Test
  void aCascadeIsPlannedShownAndUndone() throws Exception {
    String snapshot = bench.backup();
    bench.sql("insert into users values (9, 'new')", "insert into posts values (20, 9, 'mine')");
    List<String> before = everything();
    RunResult run = bench.restore(table(snapshot, Mode.REPLACE, "users"));
    assertThat(run.plan().tables())
        .filteredOn(t -> t.reason() == Plan.Reason.CASCADE)
        .singleElement()
        .satisfies(t -> assertThat(t.delete()).isEqualTo(1));
    assertThat(bench.rows("select count(*) from posts where id = 20")).containsExactly("0");
    bench.undo();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aReferenceThatForbidsADeletionRefusesThePlan() throws Exception {
    String snapshot = bench.backup();
    bench.sql("insert into posts values (30, 1, 'x')", "insert into likes values (30, 1)");
    List<String> before = everything();
    assertThatThrownBy(() -> bench.restore(table(snapshot, Mode.REPLACE, "posts")))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REFUSED);
              assertThat(e).hasMessageContaining("likes");
            });
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void anUndoSaysWhenRowsChangedSince() throws Exception {
    String snapshot = bench.backup();
    bench.sql("update posts set body = 'bad'");
    bench.restore(RestoreRequest.of(snapshot));
    bench.sql("update posts set body = 'newer work' where id = 1");
    List<String> before = everything();
    assertThatThrownBy(() -> bench.undo())
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REFUSED);
              assertThat(e).hasMessageContaining("posts");
            });
    assertThat(everything()).isEqualTo(before);
    UndoRequest asked = new UndoRequest(Optional.empty(), Optional.empty(), true, "", "test");
    Plan plan = bench.belay.plan(asked, Progress.NONE);
    assertThat(plan.overwrites())
        .containsExactly(
            new ChangedTable(
                name("posts"), true, 0, 1, 0, List.of(since("posts", "id", "1", "UPDATE"))));
    bench.belay.undo(asked, Optional.of(plan.id()), Progress.NONE);
    assertThat(bench.rows("select distinct body from posts")).containsExactly("bad");
  }

  private static RowChange since(String table, String column, String key, String kind) {
    return new RowChange(
        name(table), RowChange.Kind.valueOf(kind), List.of(value(column, key)), List.of());
  }

  private List<ChangedTable> changedSince() {
    return bench
        .belay
        .plan(new UndoRequest(Optional.empty(), Optional.empty(), false, "", "test"), Progress.NONE)
        .overwrites();
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
    Plan plan =
        bench.belay.plan(
            new UndoRequest(Optional.empty(), Optional.empty(), false, "", "test"), Progress.NONE);
    assertThat(plan.tables()).hasSize(1);
    assertThat(plan.warnings())
        .contains("2 rows of posts refer to rows of users that go; they stay as they are");
    bench.undo();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void extraColumnsKeepTheirValues() throws Exception {
    String snapshot = bench.backup();
    bench.sql(
        "alter table users add column vip integer not null default 0",
        "update users set vip = id, name = upper(name)",
        "delete from likes",
        "delete from posts",
        "delete from users where id = 3");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(bench.rows("select * from users order by id"))
        .containsExactly("1|ann|1", "2|bob|2", "3|cem|0");
  }

  @Test
  void aColumnThatIsGoneIsNamedAndNothingHappens() throws Exception {
    String snapshot = bench.backup();
    bench.sql("alter table posts drop column body", "delete from likes");
    assertThatThrownBy(() -> bench.restore(RestoreRequest.of(snapshot)))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
              assertThat(e).hasMessageContaining("posts.body");
            });
    assertThat(bench.rows("select count(*) from likes")).containsExactly("0");
  }

  @Test
  void aColumnThatNewRowsWouldLackIsInTheWayOfNewRowsOnly() throws Exception {
    bench.sql("create table tags (id integer primary key, x)", "insert into tags values (1, 'a')");
    String snapshot = bench.backup();
    bench.sql(
        "drop table tags",
        "create table tags (id integer primary key, x, must text not null)",
        "insert into tags values (1, 'b', 'kept'), (2, 'c', 'gone')");
    assertThat(bench.restore(RestoreRequest.of(snapshot)).plan().drift())
        .singleElement()
        .satisfies(d -> assertThat(d.fits()).isTrue());
    assertThat(bench.rows("select * from tags")).containsExactly("1|a|kept");
    bench.undo();
    bench.sql("delete from tags where id = 1");
    assertThatThrownBy(() -> bench.restore(RestoreRequest.of(snapshot)))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH))
        .hasMessageContaining("tags.must");
    assertThat(bench.rows("select * from tags")).containsExactly("2|c|gone");
  }

  @Test
  void theSnapshotsBeforeTheLatestHaveNames() throws Exception {
    String first = bench.backup();
    bench.sql("delete from likes");
    String second = bench.backup();
    bench.belay.backup(
        new BackupRequest(
            bench.database.toString(), List.of(), List.of(), "daily", "", "test", List.of(), false),
        Progress.NONE);
    assertThat(bench.belay.show("latest~1").summary().snapshot()).isEqualTo(second);
    assertThat(bench.belay.show("latest:app~2").summary().snapshot()).isEqualTo(first);
    assertThat(bench.belay.show("latest:manual~1").summary().snapshot()).isEqualTo(first);
    assertThatThrownBy(() -> bench.belay.show("latest~3"))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining("only 3 snapshots");
  }

  @Test
  void uniqueValuesMaySwap() throws Exception {
    String snapshot = bench.backup();
    bench.sql(
        "update users set name = 'tmp' where id = 1",
        "update users set name = 'ann' where id = 2",
        "update users set name = 'bob' where id = 1");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(bench.rows("select name from users order by id"))
        .containsExactly("ann", "bob", "cem");
  }

  @Test
  void triggersDoNotFireAndStay() throws Exception {
    bench.sql(
        "create table log (what text)",
        "create trigger audit after update on users begin insert into log values ('fired'); end");
    String snapshot = bench.backup();
    bench.sql("update users set name = name || '?'");
    bench.sql("delete from log");
    bench.restore(table(snapshot, Mode.REPLACE, "users"));
    assertThat(bench.rows("select * from log")).isEmpty();
    bench.sql("update users set name = 'z' where id = 1");
    assertThat(bench.rows("select * from log")).containsExactly("fired");
  }

  @Test
  void aNewDatabaseIsBuiltFromASnapshot() throws Exception {
    bench.sql(
        "create view names as select name from users", "create index by_author on posts(author)");
    String snapshot = bench.backup();
    List<String> good = everything();
    Path copy = directory.resolve("copy.db");
    RunResult run =
        bench.restore(
            new RestoreRequest(
                snapshot,
                Optional.of(copy.toString()),
                Mode.REPLACE,
                List.of(),
                List.of(),
                true,
                "",
                "test"));
    assertThat(run.outcome()).isEqualTo(RunOutcome.COMMITTED);
    DiffResult diff =
        bench.belay.diff(
            new DiffRequest(snapshot, Optional.of(copy.toString()), List.of()),
            Progress.NONE,
            Optional.empty());
    assertThat(diff.equal()).isTrue();
    assertThat(everything()).isEqualTo(good);
  }

  @Test
  void anUndoOfANewDatabaseLeavesNoFileAndCanBeUndone() throws Exception {
    String snapshot = bench.backup();
    Path copy = directory.resolve("copy.db");
    bench.restore(
        new RestoreRequest(
            snapshot,
            Optional.of(copy.toString()),
            Mode.REPLACE,
            List.of("users"),
            List.of(),
            true,
            "",
            "test"));
    byte[] built = Files.readAllBytes(copy);
    bench.undo();
    assertThat(copy).doesNotExist();
    bench.undo();
    assertThat(copy).hasBinaryContent(built);
    bench.undo();
    assertThat(copy).doesNotExist();

    Files.write(copy, new byte[] {1});
    assertThatThrownBy(() -> bench.undo())
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("was made after");
    assertThat(copy).hasBinaryContent(new byte[] {1});
    assertThat(bench.belay.history()).extracting(RunRecord::undoneBy).hasSize(4);
  }

  @Test
  void resticProvesTheRepository() throws Exception {
    String snapshot = bench.backup();
    bench.sql("delete from likes");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(bench.restic("check", "--read-data")).contains("no errors were found");
    assertThat(bench.restic("dump", snapshot, "/tables/main.users/base"))
        .isEqualTo("1\tann\n2\tbob\n3\tcem\n");
    assertThat(bench.restic("snapshots")).contains("manual").contains("safety");
    List<SnapshotSummary> listed = new ArrayList<>();
    bench.belay.list(
        new ListRequest(Optional.of("app"), Optional.empty(), Optional.empty(), 0), listed::add);
    assertThat(listed).extracting(SnapshotSummary::type).containsExactly("safety", "manual");
  }

  @Test
  void aRestoreThatNoUndoCouldTakeBackIsRefused() throws Exception {
    bench.sql(
        "create table odd (rowid text, _rowid_ text, oid text)",
        "insert into odd values ('a', 'b', 'c')");
    String snapshot = bench.backup();
    bench.sql("delete from odd");
    assertThatThrownBy(() -> bench.restore(RestoreRequest.of(snapshot)))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("odd");
    assertThat(bench.rows("select * from odd")).isEmpty();
  }

  @Test
  void aPlanThatNoUndoCouldTakeBackIsRefusedBefore() throws Exception {
    bench.sql("create table odd (rowid text, _rowid_ text, oid text)");
    bench.sql("insert into odd values ('a', 'b', 'c'), ('d', 'e', 'f')");
    String snapshot = bench.backup();
    for (String damage : List.of("delete from odd", "insert into odd values ('g', 'h', 'i')")) {
      bench.sql(damage);
      assertThatThrownBy(() -> bench.belay.plan(RestoreRequest.of(snapshot), Progress.NONE))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
          .hasMessageContaining("odd");
    }
  }

  @Test
  void whatIsNoDatabaseMakesNoRepository() throws Exception {
    Path text = directory.resolve("notes.db");
    Files.writeString(
        text, "not a database, but some text that is long enough to be read as one\n");
    assertThatThrownBy(() -> bench.belay.backup(BackupRequest.of(text.toString()), Progress.NONE))
        .isInstanceOf(BelayException.class);
    assertThat(directory.resolve("repo")).doesNotExist();
  }

  @Test
  void aDatabaseThatGotItsNameLaterIsFoundByItsAddress() throws Exception {
    List<String> good = everything();
    String snapshot = bench.backup();
    bench.sql("delete from likes");
    bench.restore(RestoreRequest.of(snapshot));
    try (Workbench named =
        new Workbench(
            directory,
            java.util.Map.of(
                "shop",
                new Target(
                    "shop",
                    bench.database.toString(),
                    dev.belay.engine.Credentials.NONE,
                    false)))) {
      UndoRequest undo =
          new UndoRequest(
              Optional.empty(), Optional.of(bench.database.toString()), false, "", "test");
      named.belay.undo(undo, Optional.empty(), Progress.NONE);
    }
    assertThat(bench.rows("select count(*) from likes")).containsExactly("0");
    assertThat(everything()).isNotEqualTo(good);
  }

  @Test
  void databasesThatAreComparedAreCalledByTheirNames() throws Exception {
    Path other = directory.resolve("other.db");
    Files.copy(bench.database, other);
    bench.sql("alter table users add column vip integer");
    DiffResult diff =
        bench.belay.diff(
            new DiffRequest(bench.database.toString(), Optional.of(other.toString()), List.of()),
            Progress.NONE,
            Optional.empty());
    assertThat(diff.drift())
        .singleElement()
        .satisfies(
            d -> assertThat(d.detail()).isEqualTo("column users.vip is in app, not in other"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c1 integer primary key", "c1"})
  void asManyColumnsAsSqliteAllowsAreNoObstacle(String first) throws Exception {
    String columns = columns(first, 1_999);
    bench.sql(
        "create table wide (" + columns + ")",
        "insert into wide (c1, c2, c1999) values (1, 'first', 'last'), (2, 3, null), (3, 0.0, 1),"
            + " (4, 5, 5)");
    List<String> good = bench.rows("select *, typeof(c3) from wide order by c1");
    String snapshot = bench.backup();
    bench.sql(
        "update wide set c700 = c1 where c1 = 2",
        "update wide set c2 = -0.0, c1999 = 1.0 where c1 = 3",
        "delete from wide where c1 = 4",
        "insert into wide (c1, c3) values (5, 3)");
    List<String> bad = bench.rows("select *, typeof(c3) from wide order by c1");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(bench.rows("select *, typeof(c3) from wide order by c1")).isEqualTo(good);
    bench.undo();
    assertThat(bench.rows("select *, typeof(c3) from wide order by c1")).isEqualTo(bad);
    assertThat(bench.rows("select count(*) from wide where c2 = 0 and atan2(0.0, c2) > 1"))
        .containsExactly("1");
  }

  @Test
  void aTableOfTheMostColumnsIsLoadedWhole() throws Exception {
    bench.sql(
        "create table wide (" + columns("c1 integer primary key", 2_000) + ")",
        "insert into wide (c1, c2000) values (1, 'last')");
    String snapshot = bench.backup();
    bench.sql("update wide set c2 = 1");
    for (boolean dry : new boolean[] {true, false}) {
      assertThatThrownBy(
              () -> {
                if (dry) {
                  bench.belay.plan(RestoreRequest.of(snapshot), Progress.NONE);
                } else {
                  bench.restore(RestoreRequest.of(snapshot));
                }
              })
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
          .hasMessageContaining("wide has 2000 columns");
    }
    bench.sql("delete from wide");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(bench.rows("select c2, c2000 from wide")).containsExactly("null|last");
    bench.sql("create table wider (" + columns("c1", 2_000) + ")");
    assertThatThrownBy(bench::backup)
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("wider has no key");
  }

  private static String columns(String first, int count) {
    StringBuilder columns = new StringBuilder(first);
    for (int i = 2; i <= count; i++) {
      columns.append(", c").append(i);
    }
    return columns.toString();
  }

  @Test
  void aTableWithoutANameIsRefused() throws Exception {
    bench.sql("create table \"\" (x)");
    assertThatThrownBy(() -> bench.backup())
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("empty name");
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

  @Test
  void aDamagedSnapshotHidesNoOther() throws Exception {
    String good = bench.backup();
    bench.sql("delete from likes");
    Path file = directory.resolve("repo/snapshots").resolve(bench.backup());
    assertThat(file.toFile().setWritable(true)).isTrue();
    Files.write(file, new byte[100]);

    List<String> listed = new ArrayList<>();
    ListRequest all = new ListRequest(Optional.empty(), Optional.empty(), Optional.empty(), 0);
    assertThatThrownBy(() -> bench.belay.list(all, s -> listed.add(s.snapshot())))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
    assertThat(listed).containsExactly(good);
    assertThatThrownBy(() -> bench.restore(RestoreRequest.of("latest")))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
    bench.restore(RestoreRequest.of(good));
    assertThat(bench.rows("select count(*) from likes")).containsExactly("3");
  }
}

package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.DiffRequest;
import dev.belay.ListRequest;
import dev.belay.RestoreRequest;
import dev.belay.Target;
import dev.belay.UndoRequest;
import dev.belay.Workbench;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
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
import org.junit.jupiter.api.Test;

/** The main job on a SQLite database, and what only it has. */
class SqliteSafePathTest extends SafePathContract {
  static final String[] TABLES = {
    "create table users (id integer primary key autoincrement, name text not null unique)",
    "create table posts (id integer primary key, author integer not null references users(id)"
        + " on delete cascade, body text)",
    "create table likes (post integer not null references posts(id), who integer not null"
        + " references users(id), primary key (post, who)) without rowid"
  };

  @Override
  Side side(Path file) throws Exception {
    return Side.sqlite(file, "delete");
  }

  @Override
  void tables() throws Exception {
    side.sql(TABLES);
  }

  @Override
  List<String> everything() throws Exception {
    return side.content("users", "posts", "likes", "sqlite_sequence");
  }

  @Override
  String cascade() {
    return "";
  }

  private DiffResult diff(String from) {
    return diff(from, side.reference());
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

  private static dev.belay.model.TableName name(String table) {
    return new dev.belay.model.TableName("main", table);
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
  void mergeKeepsWhatOnlyTheDatabaseHas() throws Exception {
    String snapshot = bench.backup();
    bench.sql("update users set name = 'x' where id = 1", "insert into users values (50, 'kept')");
    bench.restore(table(snapshot, Mode.MERGE, "users"));
    assertThat(bench.rows("select * from users order by id"))
        .containsExactly("1|ann", "2|bob", "3|cem", "50|kept");
    assertThat(bench.rows("select seq from sqlite_sequence")).containsExactly("50");
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
    bench.belay.backup(BackupRequest.of(bench.database.toString()).ofType("daily"), Progress.NONE);
    assertThat(bench.belay.show("latest~1").summary().snapshot()).isEqualTo(second);
    assertThat(bench.belay.show("latest:app~2").summary().snapshot()).isEqualTo(first);
    assertThat(bench.belay.show("latest:manual~1").summary().snapshot()).isEqualTo(first);
    assertThatThrownBy(() -> bench.belay.show("latest~3"))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining("only 3 snapshots");
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
    RunResult run = bench.restore(RestoreRequest.of(snapshot).asNew(copy.toString()));
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
    bench.restore(RestoreRequest.of(snapshot).asNew(copy.toString()).withTables("users"));
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
    bench.belay.list(ListRequest.of("app"), listed::add);
    assertThat(listed).extracting(SnapshotSummary::type).containsExactly("safety", "manual");
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
      UndoRequest undo = UndoRequest.last().withDatabase(bench.database.toString());
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

  @Test
  void aDamagedSnapshotHidesNoOther() throws Exception {
    String good = bench.backup();
    bench.sql("delete from likes");
    Path file = directory.resolve("repo/snapshots").resolve(bench.backup());
    assertThat(file.toFile().setWritable(true)).isTrue();
    Files.write(file, new byte[100]);

    List<String> listed = new ArrayList<>();
    ListRequest all = ListRequest.ALL;
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

package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.DiffRequest;
import dev.belay.RestoreRequest;
import dev.belay.UndoRequest;
import dev.belay.Workbench;
import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RowChange;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import dev.belay.model.RunResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on each engine: back up, see, restore, undo. */
abstract class SafePathContract {
  @TempDir Path directory;
  Side side;
  Workbench bench;

  /** A new database. */
  abstract Side side(Path file) throws Exception;

  /** Makes the tables users, posts and likes, of which the first two give numbers out. */
  abstract void tables() throws Exception;

  /** All rows, and where the numbers stand if that can be read. */
  abstract List<String> everything() throws Exception;

  /** What stands behind DROP COLUMN where other columns follow from it. */
  abstract String cascade();

  @BeforeEach
  void database() throws Exception {
    side = side(directory.resolve("app.db"));
    bench = new Workbench(directory);
    tables();
    side.sql(
        "insert into users(name) values ('ann'), ('bob'), ('cem')",
        "insert into posts(author, body) values (1, 'hello'), (2, 'world'), (2, null)",
        "insert into likes values (1, 2), (1, 3), (2, 1)");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  BackupResult backup() {
    return bench.belay.backup(BackupRequest.of(side.reference()), Progress.NONE);
  }

  String snapshot() {
    return backup().snapshot().orElseThrow();
  }

  DiffResult diff(String from, String to) {
    return bench.belay.diff(
        new DiffRequest(from, Optional.of(to), List.of()), Progress.NONE, Optional.empty());
  }

  static RestoreRequest table(String source, Mode mode, String... tables) {
    return RestoreRequest.of(source).withTables(tables).withMode(mode);
  }

  void refused(ErrorCode code, String naming, RestoreRequest request) throws Exception {
    List<String> before = everything();
    assertThatThrownBy(() -> bench.restore(request))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageContaining(naming);
            });
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aRestorePutsEverythingBackAndAnUndoTakesItBack() throws Exception {
    List<String> good = everything();
    String snapshot = snapshot();
    assertThat(diff(snapshot, side.reference()).equal()).isTrue();
    side.sql(
        "update users set name = name || '!'",
        "delete from likes",
        "insert into users(name) values ('eve')",
        "insert into posts(author, body) values (4, 'spam')");
    List<String> damaged = everything();

    RunResult run = bench.restore(RestoreRequest.of(snapshot));
    assertThat(run.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(everything()).isEqualTo(good);
    assertThat(diff(snapshot, side.reference()).equal()).isTrue();

    RunResult undo = bench.undo();
    assertThat(undo.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(everything()).isEqualTo(damaged);
    bench.undo();
    assertThat(everything()).isEqualTo(good);

    List<RunRecord> history = bench.belay.history();
    assertThat(history).hasSize(3).allMatch(r -> r.outcome() == RunOutcome.COMMITTED);
    assertThat(history.get(2).undoneBy()).contains(history.get(1).run());
  }

  @Test
  void aPreviewChangesNothingAndItsIdIsBound() throws Exception {
    String snapshot = snapshot();
    side.sql("delete from likes");
    List<String> before = everything();
    RestoreRequest request = RestoreRequest.of(snapshot);
    Plan plan = bench.belay.plan(request, Progress.NONE);
    assertThat(everything()).isEqualTo(before);
    assertThat(bench.belay.plan(request, Progress.NONE).id()).isEqualTo(plan.id());

    side.sql("insert into users(name) values ('late')");
    List<String> later = everything();
    assertThatThrownBy(() -> bench.belay.restore(request, Optional.of(plan.id()), Progress.NONE))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_PLAN));
    assertThat(everything()).isEqualTo(later);

    Plan fresh = bench.belay.plan(request, Progress.NONE);
    bench.belay.restore(request, Optional.of(fresh.id()), Progress.NONE);
    assertThat(diff(snapshot, side.reference()).equal()).isTrue();
  }

  @Test
  void missingOnlyAdds() throws Exception {
    String snapshot = snapshot();
    side.sql("update users set name = 'x' where id = 1", "delete from likes where post = 1");
    bench.restore(table(snapshot, Mode.MISSING));
    assertThat(side.rows("select name from users order by id")).containsExactly("x", "bob", "cem");
    assertThat(side.rows("select count(*) from likes")).containsExactly("3");
  }

  @Test
  void parentsThatRowsNeedAreBroughtAndTakenBack() throws Exception {
    String snapshot = snapshot();
    side.sql("delete from likes", "delete from posts", "delete from users where id in (2, 3)");
    RunResult run = bench.restore(table(snapshot, Mode.REPLACE, "posts"));
    assertThat(run.plan().tables())
        .filteredOn(t -> t.reason() == Plan.Reason.REFERENCED)
        .singleElement()
        .satisfies(t -> assertThat(t.insert()).isEqualTo(1));
    assertThat(side.rows("select name from users order by id")).containsExactly("ann", "bob");
    bench.undo();
    assertThat(side.rows("select count(*) from posts")).containsExactly("0");
    assertThat(side.rows("select name from users")).containsExactly("ann");
  }

  @Test
  void aCascadeIsPlannedShownAndUndone() throws Exception {
    String snapshot = snapshot();
    side.sql(
        "insert into users(name) values ('new')",
        "insert into posts(author, body) values (4, 'mine')");
    List<String> before = everything();
    RunResult run = bench.restore(table(snapshot, Mode.REPLACE, "users"));
    assertThat(run.plan().tables())
        .filteredOn(t -> t.reason() == Plan.Reason.CASCADE)
        .singleElement()
        .satisfies(t -> assertThat(t.delete()).isEqualTo(1));
    assertThat(side.rows("select count(*) from posts where body = 'mine'")).containsExactly("0");
    bench.undo();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aReferenceThatForbidsADeletionRefusesThePlan() throws Exception {
    String snapshot = snapshot();
    side.sql("insert into posts(author, body) values (1, 'x')", "insert into likes values (4, 1)");
    refused(ErrorCode.REFUSED, "likes", table(snapshot, Mode.REPLACE, "posts"));
  }

  @Test
  void anUndoSaysWhenRowsChangedSince() throws Exception {
    String snapshot = snapshot();
    side.sql("update posts set body = 'bad'");
    List<String> damaged = everything();
    bench.restore(RestoreRequest.of(snapshot));
    side.sql("update posts set body = 'newer work' where id = 1");
    List<String> before = everything();
    assertThatThrownBy(() -> bench.undo())
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("posts");
    assertThat(everything()).isEqualTo(before);
    UndoRequest asked = UndoRequest.last().overwriting();
    Plan plan = bench.belay.plan(asked, Progress.NONE);
    assertThat(plan.overwrites())
        .singleElement()
        .satisfies(
            posts -> {
              assertThat(posts.table().name()).isEqualTo("posts");
              assertThat(posts.known()).isTrue();
              assertThat(List.of(posts.inserted(), posts.updated(), posts.deleted()))
                  .containsExactly(0L, 1L, 0L);
              assertThat(posts.first())
                  .containsExactly(
                      new RowChange(
                          posts.table(),
                          RowChange.Kind.UPDATE,
                          List.of(new RowChange.Value("id", Optional.of("1"))),
                          List.of()));
            });
    bench.belay.undo(asked, Optional.of(plan.id()), Progress.NONE);
    assertThat(everything()).isEqualTo(damaged);
  }

  @Test
  void extraColumnsKeepTheirValues() throws Exception {
    String snapshot = snapshot();
    side.sql(
        "alter table users add column vip integer not null default 0",
        "update users set vip = id, name = upper(name)",
        "delete from likes",
        "delete from posts",
        "delete from users where id = 3");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(side.rows("select * from users order by id"))
        .containsExactly("1|ann|1", "2|bob|2", "3|cem|0");
  }

  @Test
  void aColumnThatIsGoneIsNamedAndNothingHappens() throws Exception {
    String snapshot = snapshot();
    side.sql("alter table posts drop column body" + cascade(), "delete from likes");
    refused(ErrorCode.SCHEMA_MISMATCH, "posts.body", RestoreRequest.of(snapshot));
  }

  @Test
  void uniqueValuesMaySwap() throws Exception {
    String snapshot = snapshot();
    side.sql(
        "update users set name = 'tmp' where id = 1",
        "update users set name = 'ann' where id = 2",
        "update users set name = 'bob' where id = 1");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(side.rows("select name from users order by id"))
        .containsExactly("ann", "bob", "cem");
  }
}

package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.DiffRequest;
import dev.belay.ForgetRequest;
import dev.belay.ListRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.SnapshotDetails;
import dev.belay.model.SnapshotSummary;
import dev.belay.retention.Grouping;
import dev.belay.retention.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots by a profile, on each engine. */
abstract class SelectiveBackupContract {

  @TempDir Path directory;
  private Side side;
  Workbench bench;

  abstract Side side(Path directory) throws Exception;

  @BeforeEach
  void database() throws Exception {
    side = side(directory);
    side.sql(
        "create table users (id integer primary key, name text not null, active integer not null,"
            + " avatar text, seen timestamp)",
        "create table chores (id integer primary key, owner integer references users(id), title"
            + " text)",
        "create table sessions (token text primary key, owner integer)",
        "create table streaks (id integer primary key, days integer)",
        "insert into users values (1, 'ann', 1, 'A', '2020-01-01'), (2, 'bob', 0, 'B',"
            + " '2020-01-01'), (3, 'cem', 1, 'C', '2999-01-01')",
        "insert into chores values (1, 1, 'dishes'), (2, 3, 'now; (or never')",
        "insert into sessions values ('t', 1)",
        "insert into streaks values (1, 7)");
    bench =
        Workbench.of(
            directory,
            """
            databases:
              board: "%s"
            profiles:
              config:
                database: board
                include: [users, chores]
                exclude: [{group: history}]
                groups: {history: [streaks]}
                where:
                  users: "active = 1 AND seen < now -- 'now"
                exclude-columns: {users: [avatar]}
              people:
                database: board
                include: [users, chores]
              wrong:
                database: board
                where: {users: "activ = 1"}
              open:
                database: board
                where: {users: "1 = 1) or (1 = 1; delete from users"}
              unfit:
                database: board
                include: [userz, chores]
                exclude-columns: {users: [id]}
            """
                .formatted(side.reference()));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  BackupResult backup(String profile) {
    return bench.belay.backup(BackupRequest.of("").withProfile(profile), Progress.NONE);
  }

  private SnapshotDetails show(BackupResult result) {
    return bench.belay.show(result.snapshot().orElseThrow());
  }

  void refused(ErrorCode code, String naming, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(BelayException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(naming);
  }

  @Test
  void a_selective_snapshot_has_what_the_profile_chooses_and_says_so() {
    BackupResult result = backup("config");

    assertThat(result.tables())
        .extracting(t -> t.table().name() + " " + t.rows())
        .containsExactlyInAnyOrder("users 1", "chores 2");
    assertThat(result.warnings()).anyMatch(w -> w.contains("does not name sessions; left alone"));
    SnapshotDetails details = show(result);
    assertThat(details.summary().profile()).isEqualTo("config");
    assertThat(details.summary().partial()).isTrue();
    assertThat(details.scope().rows()).containsOnlyKeys("users");
    assertThat(details.scope().excludeColumns()).isEqualTo(Map.of("users", List.of("avatar")));
    assertThat(details.catalog().tables())
        .filteredOn(t -> t.name().name().equals("users"))
        .allSatisfy(t -> assertThat(t.column("avatar")).isEmpty());
    List<SnapshotSummary> listed = new ArrayList<>();
    bench.belay.list(ListRequest.of("board"), listed::add);
    assertThat(listed).extracting(SnapshotSummary::profile).containsExactly("config");
    assertThat(bench.belay.check(true, Progress.NONE).ok()).isTrue();
  }

  @Test
  void what_is_no_condition_or_no_table_is_told_before_there_is_a_repository() {
    refused(ErrorCode.USAGE, "profile wrong: where of users: ", () -> backup("wrong"));
    refused(ErrorCode.USAGE, "profile open: where of users: ", () -> backup("open"));
    refused(ErrorCode.NOT_FOUND, "in 2 places", () -> backup("unfit"));
    refused(ErrorCode.NOT_FOUND, "no profile confg", () -> backup("confg"));
    assertThat(Files.exists(directory.resolve("repo"))).isFalse();
  }

  @Test
  void rows_that_a_condition_left_out_are_not_taken_for_deleted_ones() throws Exception {
    String snapshot = backup("config").snapshot().orElseThrow();
    side.sql("delete from chores", "update users set name = 'x', avatar = 'new' where id = 1");

    RestoreRequest merge = RestoreRequest.of(snapshot).withMode(Mode.MERGE);
    assertThat(bench.restore(merge).outcome()).isEqualTo(RunOutcome.COMMITTED);

    assertThat(side.rows("select id, name, avatar from users order by id"))
        .containsExactly("1|ann|new", "2|bob|B", "3|cem|C");
    assertThat(side.rows("select count(*) from chores")).containsExactly("2");
    bench.undo();
    assertThat(side.rows("select name from users where id = 1")).containsExactly("x");
    assertThat(side.rows("select count(*) from chores")).containsExactly("0");
  }

  @Test
  void a_snapshot_by_tables_alone_is_restored_as_any_other() throws Exception {
    List<String> before = side.content("users", "chores", "streaks");
    String snapshot = backup("people").snapshot().orElseThrow();
    side.sql(
        "delete from chores",
        "update users set name = 'x'",
        "insert into users values (9, 'late', 1, null, null)");

    assertThat(bench.restore(RestoreRequest.of(snapshot)).outcome())
        .isEqualTo(RunOutcome.COMMITTED);
    assertThat(side.content("users", "chores", "streaks")).isEqualTo(before);
  }

  @Test
  void a_diff_compares_only_rows_that_were_asked_for() throws Exception {
    String config = backup("config").snapshot().orElseThrow();
    String people = backup("people").snapshot().orElseThrow();
    side.sql("delete from users where id = 2", "update users set name = 'x' where id = 1");

    DiffResult diff =
        bench.belay.diff(
            new DiffRequest(config, Optional.empty(), List.of()), Progress.NONE, Optional.empty());
    assertThat(diff.tables())
        .filteredOn(t -> t.table().name().equals("users"))
        .containsExactly(new DiffResult.TableDiff(diff.tables().get(1).table(), 0, 1, 0, 0));
    refused(
        ErrorCode.REFUSED,
        "the two have other rows of users",
        () ->
            bench.belay.diff(
                new DiffRequest(config, Optional.of(people), List.of()),
                Progress.NONE,
                Optional.empty()));
  }

  @Test
  void growth_compares_only_what_was_chosen_alike() throws Exception {
    bench.belay.backup(BackupRequest.of("board"), Progress.NONE);
    assertThat(show(backup("config")).growth()).isEmpty();
    BackupResult whole = bench.belay.backup(BackupRequest.of("board"), Progress.NONE);
    assertThat(whole.warnings()).noneMatch(w -> w.contains("users") || w.contains("chores"));
    assertThat(show(whole).growth().orElseThrow().tables()).hasSize(4);
    assertThat(show(backup("config")).growth().orElseThrow().tables())
        .extracting(t -> t.table().name() + " " + t.rowsBefore() + " " + t.rows())
        .containsExactlyInAnyOrder("users 1 1", "chores 2 2");
  }

  @Test
  void the_newest_whole_snapshot_and_that_of_each_profile_are_never_forgotten() {
    String whole =
        bench.belay.backup(BackupRequest.of("board"), Progress.NONE).snapshot().orElseThrow();
    String config = backup("config").snapshot().orElseThrow();
    String people = backup("people").snapshot().orElseThrow();
    backup("people");
    String last = backup("people").snapshot().orElseThrow();
    RetentionPolicy one =
        new RetentionPolicy(1, Map.of(), dev.belay.retention.Span.NONE, Map.of(), List.of());

    var plan =
        bench.belay.plan(
            new ForgetRequest(
                Optional.empty(), Optional.empty(), one, Grouping.parse("host,paths")));

    assertThat(plan.removed()).extracting(SnapshotSummary::snapshot).contains(people).hasSize(2);
    assertThat(plan.removed())
        .extracting(SnapshotSummary::snapshot)
        .doesNotContain(whole, config, last);
  }
}

package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.CleanupRequest;
import dev.belay.ListRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RuleEffect;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunResult;
import dev.belay.model.SnapshotSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile's rules on restore and on cleanup, on each engine. */
abstract class RulesContract {
  private static final String[] TABLES = {
    "users", "chores", "instances", "completions", "shares", "sessions", "streaks", "audit_log"
  };

  @TempDir Path directory;
  private Side side;
  private Workbench bench;

  abstract Side side(Path directory) throws Exception;

  /** A key that numbers itself. */
  abstract String numbered();

  @BeforeEach
  void database() throws Exception {
    side = side(directory);
    side.sql(
        "create table users (id "
            + numbered()
            + ", name text not null unique, points integer not null, nickname text, email text,"
            + " active integer not null default 1, hits integer not null default 0, seen text)",
        "create table chores (id integer primary key, owner integer references users(id), title"
            + " text)",
        "create table instances (id integer primary key, chore integer references chores(id) on"
            + " delete cascade, done integer)",
        "create table completions (id integer primary key, instance integer not null references"
            + " instances(id) on delete cascade, who integer references users(id))",
        "create table shares (id integer primary key, completion integer references"
            + " completions(id))",
        "create table sessions (token text, owner integer, expires integer)",
        "create table streaks (id integer primary key, days integer)",
        "create table audit_log (id integer primary key, what text)",
        "insert into users (name, points, nickname, email, active) values ('ann', 5, 'a',"
            + " 'Ann@X.org', 1), ('bob', 7, null, 'bob@x.org', 0), ('cem', 0, 'c', null, 1)",
        "insert into chores values (1, 1, 'dishes'), (2, 3, 'now')",
        "insert into instances values (1, 1, 0), (2, 1, 1), (3, 2, 1)",
        "insert into completions values (1, 2, 1), (2, 3, 3)",
        "insert into sessions values ('t', 1, 10), ('t', 1, 10), ('u', 2, 99)",
        "insert into streaks values (1, 7)",
        "insert into audit_log values (1, 'made')");
    bench =
        Workbench.of(
            directory,
            """
            databases:
              board: "%s"
            profiles:
              game:
                database: board
                groups: {history: [streaks]}
                on-restore:
                  clear: [sessions]
                  keep: [audit_log]
                  delete: {instances: "done = 1 AND id NOT IN (SELECT instance FROM completions)"}
                  set:
                    users: {points: 0, nickname: null}
                    chores: {values: {title: "it's"}, where: "title = 'now'"}
                  after:
                    - "UPDATE users SET email = lower(email) WHERE email <> 'x'; -- all"
                    - "INSERT INTO streaks SELECT id + 100, points FROM users"
                cleanup:
                  clear: [instances, completions, shares, {group: history}]
                  set: {users: {points: 0}}
              cascade:
                database: board
                cleanup: {clear: [instances]}
              stamp:
                database: board
                cleanup: {set: {users: {seen: {sql: "CAST(now AS TEXT)"}}}}
              nicknames:
                database: board
                cleanup:
                  set: {users: {nickname: {sql: "upper(name)"}}}
              expired:
                database: board
                cleanup: {delete: {sessions: "expires < 50"}}
              broken:
                database: board
                on-restore: {set: {users: {points: {sql: "poinst + 1"}}}}
                cleanup: {clear: [streaks], after: ["DELETE FROM nothing"]}
              reach:
                database: board
                cleanup: {clear: [streaks], after: ["DELETE FROM nowhere.users"]}
              schema:
                database: board
                cleanup: {after: ["DELETE FROM %s.sessions WHERE expires < 50"]}
              newcomer:
                database: board
                include: [users, chores]
                on-restore: {after: ["INSERT INTO users (name, points) VALUES ('dan', 1)"]}
              dangling:
                database: board
                cleanup: {clear: [chores], set: {instances: {done: 0}}}
              active:
                database: board
                include: [users, chores]
                where: {users: "active = 1"}
                on-restore: {set: {users: {points: 1}}}
              careful:
                database: board
                critical: [users, chores]
                on-restore: {delete: {users: "points < 100"}}
              empty: {database: board}
            """
                .formatted(side.reference(), side.isSqlite() ? "main" : "public"));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Plan plan(String profile) {
    return bench.belay.plan(CleanupRequest.of(profile), Progress.NONE);
  }

  private RunResult cleanup(String profile) {
    return bench.belay.cleanup(CleanupRequest.of(profile), Optional.empty(), Progress.NONE);
  }

  private String backup() {
    return bench.belay.backup(BackupRequest.of("board"), Progress.NONE).snapshot().orElseThrow();
  }

  private RestoreRequest by(String snapshot, String profile) {
    return RestoreRequest.of(snapshot).withProfile(profile);
  }

  private static String changes(Plan plan) {
    List<String> changes = new ArrayList<>();
    plan.tables().stream()
        .filter(Plan.PlannedTable::changes)
        .forEach(
            t ->
                changes.add(
                    "%s +%d ~%d -%d".formatted(t.table(), t.insert(), t.update(), t.delete())));
    return String.join(", ", changes);
  }

  private static List<String> effects(Plan plan) {
    return plan.rules().stream().map(RulesContract::effect).toList();
  }

  private static String effect(RuleEffect e) {
    return e.rule() + " " + e.table() + " " + e.rows();
  }

  private void refused(ErrorCode code, String naming, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .hasMessageContaining(naming);
  }

  // ---- cleanup

  @Test
  void a_cleanup_does_what_its_preview_says_and_can_be_undone() throws Exception {
    side.sql("insert into shares values (1, 1)");
    List<String> before = side.content(TABLES);
    Plan plan = plan("game");
    assertThat(changes(plan))
        .isEqualTo(
            "completions +0 ~0 -2, instances +0 ~0 -3, shares +0 ~0 -1, streaks +0 ~0 -1, users +0"
                + " ~2 -0");
    assertThat(effects(plan))
        .containsExactly(
            "clear completions 2",
            "clear instances 3",
            "clear shares 1",
            "clear streaks 1",
            "set users 3");
    assertThat(side.content(TABLES)).isEqualTo(before);

    RunResult run =
        bench.belay.cleanup(CleanupRequest.of("game"), Optional.of(plan.id()), Progress.NONE);

    assertThat(run.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(run.plan().id()).isEqualTo(plan.id());
    assertThat(side.rows("select name, points, nickname from users order by id"))
        .containsExactly("ann|0|a", "bob|0|null", "cem|0|c");
    assertThat(side.content("completions", "instances", "shares", "streaks")).isEmpty();
    assertThat(side.content("chores", "sessions", "audit_log")).hasSize(6);
    assertThat(plan("game").empty()).isTrue();
    assertThat(bench.belay.run(run.run().orElseThrow()).command()).isEqualTo("cleanup");

    bench.undo();
    assertThat(side.content(TABLES)).isEqualTo(before);
  }

  @Test
  void what_is_kept_stays() throws Exception {
    CleanupRequest keeping =
        new CleanupRequest("game", Optional.of("board"), List.of("history"), "spring", "test");
    assertThat(effects(bench.belay.plan(keeping, Progress.NONE)))
        .contains("keep streaks -1")
        .doesNotContain("clear streaks 1");
    bench.belay.cleanup(keeping, Optional.empty(), Progress.NONE);
    assertThat(side.rows("select days from streaks")).containsExactly("7");
    refused(
        ErrorCode.NOT_FOUND,
        "histry",
        () ->
            bench.belay.plan(
                new CleanupRequest("game", Optional.empty(), List.of("histry"), "", ""),
                Progress.NONE));
  }

  @Test
  void what_refers_to_rows_that_go_goes_as_its_key_says_or_the_profile_is_asked() throws Exception {
    assertThat(changes(plan("cascade"))).isEqualTo("completions +0 ~0 -2, instances +0 ~0 -3");
    side.sql("insert into shares values (1, 1)");
    List<String> before = side.content(TABLES);
    assertThatThrownBy(() -> cleanup("cascade"))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REFUSED);
              assertThat(e.hint()).contains("add shares under cleanup of profile cascade");
            })
        .hasMessageContaining("1 row of shares refers to rows of completions");
    assertThat(side.content(TABLES)).isEqualTo(before);
    side.sql("delete from shares");
    cleanup("cascade");
    assertThat(side.content("instances", "completions")).isEmpty();
    bench.undo();
    assertThat(side.content("instances", "completions")).hasSize(5);
  }

  @Test
  void rows_without_a_key_are_deleted_by_their_content() throws Exception {
    List<String> before = side.content(TABLES);
    assertThat(effects(plan("expired"))).containsExactly("delete sessions 2");
    cleanup("expired");
    assertThat(side.rows("select token, expires from sessions")).containsExactly("u|99");
    bench.undo();
    assertThat(side.content(TABLES)).isEqualTo(before);
  }

  @Test
  void rules_that_leave_loose_ends_change_nothing() throws Exception {
    List<String> before = side.content(TABLES);
    refused(ErrorCode.REFUSED, "rows of chores", () -> cleanup("dangling"));
    assertThat(side.content(TABLES)).isEqualTo(before);
  }

  @Test
  void a_failing_rule_leaves_everything() throws Exception {
    String snapshot = backup();
    List<String> before = side.content(TABLES);
    refused(
        ErrorCode.USAGE,
        "profile broken, cleanup: after \"DELETE FROM nothing\": ",
        () -> cleanup("broken"));
    refused(
        ErrorCode.USAGE,
        "profile broken, on-restore: set of users: ",
        () -> bench.restore(by(snapshot, "broken")));
    refused(ErrorCode.USAGE, "profile reach, cleanup: after", () -> cleanup("reach"));
    refused(ErrorCode.USAGE, "no rules for a cleanup", () -> cleanup("empty"));
    assertThat(side.content(TABLES)).isEqualTo(before);
    List<SnapshotSummary> listed = new ArrayList<>();
    bench.belay.list(
        new ListRequest(Optional.empty(), Optional.empty(), Optional.empty(), 0), listed::add);
    assertThat(listed).hasSize(1);
  }

  @Test
  void a_name_with_its_schema_means_the_copy_too() throws Exception {
    assertThat(changes(plan("schema"))).isEqualTo("sessions +0 ~0 -2");
    cleanup("schema");
    assertThat(side.rows("select token from sessions")).containsExactly("u");
  }

  @Test
  void rows_that_rules_put_in_are_numbered_and_the_counter_is_never_behind_them() throws Exception {
    String snapshot = backup();
    bench.restore(by(snapshot, "newcomer"));
    assertThat(side.rows("select id, name from users order by id"))
        .containsExactly("1|ann", "2|bob", "3|cem", "4|dan");
    assertThat(bench.belay.plan(by(snapshot, "newcomer"), Progress.NONE).empty()).isTrue();
    side.sql("insert into users (name, points) values ('eve', 0)");
    assertThat(side.rows("select id from users where name = 'eve'")).containsExactly("5");
  }

  @Test
  void a_source_that_has_none_of_the_tables_is_another_one_than_was_meant() throws Exception {
    Side other = side(Files.createDirectory(directory.resolve("other")));
    other.sql("create table strangers (id integer primary key)");
    List<String> before = side.content(TABLES);
    RestoreRequest request = by(other.reference(), "active");
    refused(ErrorCode.SCHEMA_MISMATCH, "none of the tables", () -> bench.restore(request));
    assertThat(side.content(TABLES)).isEqualTo(before);

    other.sql("create table users (id integer primary key, name text, points integer)");
    other.sql("insert into users values (1, 'ann', 9)");
    assertThat(bench.belay.plan(request.withMode(Mode.MERGE), Progress.NONE).warnings())
        .contains("not in the source, and left as they are: chores");
  }

  @Test
  void a_plan_of_another_state_is_stale() throws Exception {
    String plan = plan("nicknames").id();
    side.sql("update users set hits = 1 where id = 1");
    refused(
        ErrorCode.STALE_PLAN,
        "",
        () ->
            bench.belay.cleanup(CleanupRequest.of("nicknames"), Optional.of(plan), Progress.NONE));
    assertThat(side.rows("select hits, nickname from users where id = 1")).containsExactly("1|a");
  }

  @Test
  void the_moment_is_no_part_of_a_plan() throws Exception {
    Plan plan = plan("stamp");
    RunResult run =
        bench.belay.cleanup(CleanupRequest.of("stamp"), Optional.of(plan.id()), Progress.NONE);
    assertThat(run.outcome()).isEqualTo(RunOutcome.COMMITTED);
    assertThat(side.rows("select count(*) from users where seen like '2%'")).containsExactly("3");
    assertThat(side.rows("select count(distinct seen) from users")).containsExactly("1");
    String again = plan("stamp").id();
    side.sql("update users set hits = 5 where id = 2");
    refused(
        ErrorCode.STALE_PLAN,
        "",
        () -> bench.belay.cleanup(CleanupRequest.of("stamp"), Optional.of(again), Progress.NONE));
  }

  @Test
  void numbering_goes_on_where_it_stood() throws Exception {
    side.sql(
        "insert into users (name, points) values ('dan', 1)", "delete from users where id = 4");
    cleanup("nicknames");
    side.sql("insert into users (name, points) values ('eve', 1)");
    assertThat(side.rows("select id from users where name = 'eve'")).containsExactly("5");
  }

  @Test
  void what_others_write_meanwhile_is_never_taken_back() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    AtomicReference<SQLException> failure = new AtomicReference<>();
    CountDownLatch begun = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () -> {
              try (Connection connection = side.connect();
                  Statement statement = connection.createStatement()) {
                if (side.isSqlite()) {
                  statement.execute("pragma busy_timeout = 20000");
                }
                while (!over.get()) {
                  statement.execute("update users set hits = hits + 1 where id = 1");
                  written.incrementAndGet();
                  begun.countDown();
                  // SQLite lets whoever asks first again have the lock.
                  LockSupport.parkNanos(2_000_000);
                }
              } catch (SQLException e) {
                failure.set(e);
                begun.countDown();
              }
            });
    writer.start();
    begun.await();
    try {
      for (int i = 0; i < 3; i++) {
        side.sql("update users set nickname = null");
        plan("nicknames");
        assertThat(cleanup("nicknames").outcome()).isEqualTo(RunOutcome.COMMITTED);
      }
    } finally {
      over.set(true);
      writer.join();
    }
    assertThat((Throwable) failure.get()).isNull();
    assertThat(side.rows("select hits from users where id = 1"))
        .containsExactly(String.valueOf(written.get()));
    assertThat(side.rows("select nickname from users order by id"))
        .containsExactly("ANN", "BOB", "CEM");
  }

  // ---- restore

  @Test
  void a_restore_goes_through_the_rules() throws Exception {
    String snapshot = backup();
    side.sql(
        "delete from completions where id = 1",
        "insert into sessions values ('v', 3, 1)",
        "insert into audit_log values (2, 'later')",
        "update users set points = 50, nickname = 'z', email = 'E'",
        "insert into chores values (9, 1, 'late')");
    List<String> before = side.content(TABLES);

    Plan plan = bench.belay.plan(by(snapshot, "game"), Progress.NONE);
    assertThat(side.content(TABLES)).isEqualTo(before);
    RunResult run =
        bench.belay.restore(by(snapshot, "game"), Optional.of(plan.id()), Progress.NONE);

    assertThat(run.plan().id()).isEqualTo(plan.id());
    assertThat(effects(plan))
        .containsExactly(
            "clear sessions 3",
            "delete instances 0",
            "set users 3",
            "set chores 1",
            "after  2",
            "after  3",
            "keep audit_log -1");
    assertThat(side.rows("select name, points, nickname, email from users order by id"))
        .containsExactly("ann|0|null|ann@x.org", "bob|0|null|bob@x.org", "cem|0|null|null");
    assertThat(side.rows("select title from chores order by id")).containsExactly("dishes", "it's");
    assertThat(side.content("sessions")).isEmpty();
    assertThat(side.content("audit_log")).hasSize(2);
    assertThat(side.content("completions")).hasSize(2);
    assertThat(side.rows("select id, days from streaks order by id"))
        .containsExactly("1|7", "101|0", "102|0", "103|0");

    bench.undo();
    assertThat(side.content(TABLES)).isEqualTo(before);
  }

  @Test
  void an_undo_says_what_changed_since_a_run_by_rules() throws Exception {
    cleanup("game");
    side.sql("update users set hits = 3 where id = 1", "insert into streaks values (5, 5)");
    assertThatThrownBy(() -> bench.undo())
        .isInstanceOf(BelayException.class)
        .hasMessageContaining("rows changed since the run");
    Plan undo =
        bench.belay.plan(
            new dev.belay.UndoRequest(Optional.empty(), Optional.empty(), false, "", "test"),
            Progress.NONE);
    assertThat(undo.overwrites())
        .extracting(
            t -> "%s +%d ~%d -%d".formatted(t.table(), t.inserted(), t.updated(), t.deleted()))
        .containsExactlyInAnyOrder("streaks +1 ~0 -0", "users +0 ~1 -0");
  }

  @Test
  void only_rows_that_a_selective_snapshot_is_about_are_touched() throws Exception {
    String snapshot =
        bench
            .belay
            .backup(BackupRequest.of("").withProfile("active"), Progress.NONE)
            .snapshot()
            .orElseThrow();
    side.sql(
        "update users set points = 99",
        "insert into users (name, points, active) values ('late', 1, 1), ('old', 1, 0)",
        "update users set active = 0 where name = 'cem'");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(side.rows("select name, points, active from users order by id"))
        .containsExactly("ann|5|1", "bob|99|0", "cem|0|1", "old|1|0");
    side.sql("insert into users (name, points, active) values ('new', 1, 1)");
    assertThat(side.rows("select id from users where name = 'new'")).containsExactly("6");

    bench.restore(by(snapshot, "active"));
    assertThat(side.rows("select name, points, active from users order by id"))
        .containsExactly("ann|1|1", "bob|99|0", "cem|1|1", "old|1|0");
  }

  @Test
  void a_profile_chooses_the_rows_of_a_whole_snapshot() throws Exception {
    String snapshot = backup();
    side.sql(
        "update users set points = 99", "delete from streaks", "update chores set title = 'x'");
    Plan plan = bench.belay.plan(by(snapshot, "active"), Progress.NONE);
    assertThat(effects(plan)).containsExactly("only users 1", "set users 2", "where users 1");
    bench.restore(by(snapshot, "active"));
    assertThat(side.rows("select name, points from users order by id"))
        .containsExactly("ann|1", "bob|99", "cem|1");
    assertThat(side.content("streaks")).isEmpty();
    assertThat(side.rows("select title from chores order by id")).containsExactly("dishes", "now");
  }

  @Test
  void a_target_without_critical_rows_is_refused() throws Exception {
    String snapshot = backup();
    List<String> before = side.content(TABLES);
    refused(
        ErrorCode.REFUSED,
        "critical tables would have no rows: users",
        () -> bench.restore(by(snapshot, "careful")));
    assertThat(side.content(TABLES)).isEqualTo(before);
  }
}

package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.CleanupRequest;
import dev.belay.ListRequest;
import dev.belay.UndoRequest;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunResult;
import dev.belay.model.SnapshotSummary;
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
import org.junit.jupiter.api.Test;

/** A profile's rules on cleanup. */
abstract class CleanupContract extends RulesFixture {
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
    bench.belay.list(ListRequest.ALL, listed::add);
    assertThat(listed).hasSize(1);
  }

  @Test
  void a_name_with_its_schema_means_the_copy_too() throws Exception {
    assertThat(changes(plan("schema"))).isEqualTo("sessions +0 ~0 -2");
    cleanup("schema");
    assertThat(side.rows("select token from sessions")).containsExactly("u");
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

  @Test
  void an_undo_says_what_changed_since_a_run_by_rules() throws Exception {
    cleanup("game");
    side.sql("update users set hits = 3 where id = 1", "insert into streaks values (5, 5)");
    assertThatThrownBy(() -> bench.undo())
        .isInstanceOf(BelayException.class)
        .hasMessageContaining("rows changed since the run");
    Plan undo = bench.belay.plan(UndoRequest.last(), Progress.NONE);
    assertThat(undo.overwrites())
        .extracting(
            t -> "%s +%d ~%d -%d".formatted(t.table(), t.inserted(), t.updated(), t.deleted()))
        .containsExactlyInAnyOrder("streaks +1 ~0 -0", "users +0 ~1 -0");
  }
}

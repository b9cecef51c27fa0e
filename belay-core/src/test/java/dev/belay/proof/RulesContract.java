package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.BackupRequest;
import dev.belay.RestoreRequest;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A profile's rules on restore and on cleanup, on each engine. */
abstract class RulesContract extends CleanupContract {
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

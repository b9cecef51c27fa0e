package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.CleanupRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.RuleEffect;
import dev.belay.model.RunResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A household's board of chores, with profiles whose rules are tried on it, on each engine. */
abstract class RulesFixture {
  static final String[] TABLES = {
    "users", "chores", "instances", "completions", "shares", "sessions", "streaks", "audit_log"
  };

  @TempDir Path directory;
  Side side;
  Workbench bench;

  abstract Side side(Path directory) throws Exception;

  /** A key that numbers itself. */
  abstract String numbered();

  @BeforeEach
  final void database() throws Exception {
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
  final void close() {
    bench.close();
  }

  Plan plan(String profile) {
    return bench.belay.plan(CleanupRequest.of(profile), Progress.NONE);
  }

  RunResult cleanup(String profile) {
    return bench.belay.cleanup(CleanupRequest.of(profile), Optional.empty(), Progress.NONE);
  }

  String backup() {
    return bench.belay.backup(BackupRequest.of("board"), Progress.NONE).snapshot().orElseThrow();
  }

  RestoreRequest by(String snapshot, String profile) {
    return RestoreRequest.of(snapshot).withProfile(profile);
  }

  static String changes(Plan plan) {
    List<String> changes = new ArrayList<>();
    plan.tables().stream()
        .filter(Plan.PlannedTable::changes)
        .forEach(
            t ->
                changes.add(
                    "%s +%d ~%d -%d".formatted(t.table(), t.insert(), t.update(), t.delete())));
    return String.join(", ", changes);
  }

  static List<String> effects(Plan plan) {
    return plan.rules().stream().map(RulesFixture::effect).toList();
  }

  private static String effect(RuleEffect e) {
    return e.rule() + " " + e.table() + " " + e.rows();
  }

  void refused(ErrorCode code, String naming, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .hasMessageContaining(naming);
  }
}

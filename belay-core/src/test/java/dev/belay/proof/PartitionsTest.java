package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.CleanupRequest;
import dev.belay.DiffRequest;
import dev.belay.ResetRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BelayException;
import dev.belay.model.DiffResult;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import dev.belay.model.QuerySink;
import dev.belay.model.RunResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A partitioned table's own name stands for its partitions, wherever tables are named. */
@Tag("server")
@ParameterizedClass
@EnumSource(PostgresServers.class)
class PartitionsTest {
  private static final BackupRequest ALL = BackupRequest.of("app");
  private static final String[] PARTS = {"events_old", "y2025a", "y2025b"};

  @TempDir Path directory;
  private final PostgresServers server;
  private Side side;
  private Workbench bench;

  PartitionsTest(PostgresServers server) {
    this.server = server;
  }

  @BeforeEach
  void database() throws Exception {
    side = Side.postgres(server);
    side.sql(
        "create table events (id int, day int, what text, primary key (id, day)) partition by"
            + " range (day)",
        "create table events_old partition of events for values from (0) to (2025)",
        "create table y2025 partition of events for values from (2025) to (2026) partition by hash"
            + " (id)",
        "create table y2025a partition of y2025 for values with (modulus 2, remainder 0)",
        // Its columns stand in another order.
        "create table y2025b (what text, day int not null, id int not null)",
        "alter table y2025 attach partition y2025b for values with (modulus 2, remainder 1)",
        "create table users (id int primary key, name text)",
        "create table child () inherits (users)",
        "insert into events select i, 2023 + i % 3, 'e' || i from generate_series(1, 30) i",
        "insert into users values (1, 'ann')",
        "insert into child values (7, 'inherited')");
    bench =
        Workbench.of(
            directory,
            """
            databases: {app: "%s"}
            profiles:
              some:
                database: app
                include: [events]
                where: {y2025: "id > 10"}
                exclude-columns: {events: [what]}
              rest: {database: app, exclude: [public.y2025], new-tables: in}
              rules:
                database: app
                include: [events, users]
                critical: [events]
                on-restore:
                  set: {events: {what: "same"}}
                  delete: {y2025: "id = 2"}
                  after: ["UPDATE users SET name = (SELECT max(what) || count(*) FROM events)"]
              empty: {database: app, cleanup: {clear: [events]}}
              critical: {database: app, critical: [events], cleanup: {clear: [events]}}
              half: {database: app, critical: [events], cleanup: {clear: [y2025]}}
              drained: {database: app, critical: [events], reset: {clear: [y2025]}}
              whole: {database: app, cleanup: {after: ["DELETE FROM events WHERE id = 1"]}}
            """
                .formatted(side.reference()));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String backup(BackupRequest request) {
    return bench.belay.backup(request, Progress.NONE).snapshot().orElseThrow();
  }

  private String selective(String profile) {
    return backup(ALL.withProfile(profile));
  }

  private List<String> stored(String snapshot) {
    return bench.belay.show(snapshot).tables().stream().map(t -> t.table().toString()).toList();
  }

  private static RestoreRequest only(String snapshot, String table) {
    return RestoreRequest.of(snapshot).withTables(table);
  }

  private static void refused(ErrorCode code, String naming, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageContaining(naming);
              assertThat(e.hint()).isNotBlank();
            });
  }

  @Test
  void aBackupTakesOrLeavesAllOfThem() {
    assertThat(stored(backup(ALL.withTables("events")))).containsExactly(PARTS);
    assertThat(stored(backup(ALL.withTables("y2025")))).containsExactly("y2025a", "y2025b");
    assertThat(stored(backup(ALL.withoutTables("events")))).containsExactly("child", "users");
    assertThat(stored(backup(ALL.withTables("events").withoutTables("y2025"))))
        .containsExactly("events_old");
    assertThat(stored(backup(ALL.withTables("users")))).containsExactly("users");
    refused(ErrorCode.NOT_FOUND, "no table evnets", () -> backup(ALL.withTables("evnets")));
  }

  @Test
  void oneThatMayNotBeReadCanBeLeftOut() throws Exception {
    String reader = "reader_" + side.reference().substring(side.reference().lastIndexOf('/') + 1);
    side.sql("create role " + reader + " login", "grant select on users, child to " + reader);
    BackupRequest request =
        BackupRequest.of(PostgresServers.as(reader, side.reference())).withoutTables("events");
    String snapshot = backup(request);
    assertThat(stored(snapshot)).containsExactly("child", "users");
  }

  @Test
  void aRestoreByTheNamePutsAllOfThemBackAndNoOther() throws Exception {
    List<String> good = side.content(PARTS);
    String snapshot = backup(ALL);
    side.sql("delete from events where id > 5", "update users set name = 'eve'");
    side.sql("create table y2026 partition of events for values from (2026) to (2027)");

    DiffResult diff =
        bench.belay.diff(
            new DiffRequest(snapshot, Optional.of("app"), List.of("events")),
            Progress.NONE,
            Optional.empty());
    assertThat(diff.tables()).extracting(t -> t.table().toString()).containsExactly(PARTS);

    RunResult run = bench.restore(only(snapshot, "events"));

    assertThat(side.content(PARTS)).isEqualTo(good);
    assertThat(side.content("only users")).containsExactly("only users 1|eve");
    assertThat(run.plan().drift())
        .extracting(d -> d.detail())
        .containsExactly("table y2026 is not in the snapshot and stays as it is");
    bench.undo();
    assertThat(side.rows("select count(*) from events")).containsExactly("5");
  }

  @Test
  void aSnapshotThatDoesNotKnowOfItIsReadAsTheDatabaseDoes() throws Exception {
    side.sql(
        "create table log_1 (id int primary key)",
        "create table log_2 (id int primary key)",
        "insert into log_1 values (1)",
        "insert into log_2 values (11)");
    String snapshot = backup(ALL);
    refused(ErrorCode.NOT_FOUND, "no table log ", () -> bench.restore(only(snapshot, "log")));
    side.sql(
        "create table log (id int primary key) partition by range (id)",
        "alter table log attach partition log_1 for values from (0) to (10)",
        "alter table log attach partition log_2 for values from (10) to (20)",
        "delete from log");

    bench.restore(only(snapshot, "log"));

    assertThat(side.rows("select id from log order by 1")).containsExactly("1", "11");
    assertThatThrownBy(
            () ->
                bench.belay.diff(
                    new DiffRequest(snapshot, Optional.of(snapshot), List.of("log")),
                    Progress.NONE,
                    Optional.empty()))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.hint()).contains("'log_*'"));
  }

  @Test
  void aProfileChoosesByIt() throws Exception {
    String some = selective("some");
    assertThat(stored(some)).containsExactly(PARTS);
    assertThat(bench.belay.show(some).scope().rows().keySet()).containsExactly("y2025a", "y2025b");
    assertThat(stored(selective("rest"))).containsExactly("child", "events_old", "users");
  }

  @Test
  void rulesAreForAllOfThem() throws Exception {
    String snapshot = backup(ALL);
    side.sql("delete from events where id < 5");
    bench.restore(RestoreRequest.of(snapshot).withProfile("rules"));
    assertThat(side.rows("select what, count(*) from events group by 1"))
        .containsExactly("same|29");
    // The statement has seen what is to be, and not what is.
    assertThat(side.rows("select name from only users")).containsExactly("same29");

    refused(ErrorCode.USAGE, "would write to events, which is partitioned", () -> cleanup("whole"));
  }

  @Test
  void aCriticalOneMayHaveEmptyPartitions() throws Exception {
    side.sql("delete from events where day < 2025");
    refused(ErrorCode.REFUSED, "would have no rows: events", () -> cleanup("critical"));
    refused(ErrorCode.REFUSED, "would have no rows: events", () -> cleanup("half"));
    side.sql("insert into events values (99, 2000, 'x')");
    cleanup("half");
    assertThat(side.content(PARTS)).containsExactly("events_old 99|2000|x");
    cleanup("empty");
    assertThat(side.content(PARTS)).isEmpty();
  }

  @Test
  void rowsMatchedByNaturalKeysMayReferToThem() throws Exception {
    side.sql(
        "create table words (id int generated always as identity primary key, text text unique)",
        "create table notes (id serial primary key, word int references words, event int, day int,"
            + " foreign key (event, day) references events (id, day))",
        "insert into words (text) values ('ant'), ('bee')",
        "insert into notes (word, event, day) values (1, 3, 2023), (2, 4, 2024)");
    String snapshot = backup(ALL);
    side.sql(
        "truncate words, notes",
        "insert into words (text) values ('bee')",
        "delete from events where id = 4");
    RestoreRequest request =
        RestoreRequest.of(snapshot).matching(Map.of("words", List.of("text")), Mode.MERGE);
    bench.restore(request);
    assertThat(side.rows("select text, event from notes join words w on w.id = word order by 1"))
        .containsExactly("ant|3", "bee|4");
    assertThat(side.rows("select id, text from words order by id"))
        .containsExactly("3|bee", "4|ant");
    assertThat(bench.restore(request).plan().empty()).isTrue();

    side.sql("alter table events add word int references words");
    String other = backup(ALL);
    refused(
        ErrorCode.UNSUPPORTED,
        "notes to events",
        () ->
            bench.restore(
                RestoreRequest.of(other)
                    .matching(Map.of("events_old", List.of("what")), Mode.MERGE)));
  }

  @Test
  void aResetMayEmptySomePartitionsOfACriticalOne() throws Exception {
    side.sql("delete from events where day < 2025");
    ResetRequest request = ResetRequest.of("drained");
    refused(
        ErrorCode.REFUSED,
        "table events is critical in profile drained",
        () -> bench.belay.plan(request, Progress.NONE));
    side.sql("insert into events values (99, 2000, 'x')");
    bench.belay.reset(request, Optional.empty(), Progress.NONE);
    assertThat(side.content(PARTS)).containsExactly("events_old 99|2000|x");
  }

  private Plan cleanup(String profile) {
    CleanupRequest request = CleanupRequest.of(profile);
    return bench.belay.cleanup(request, Optional.empty(), Progress.NONE).plan();
  }

  @Test
  void aQueryAndTheLifeOfARowKnowIt() throws Exception {
    String snapshot = backup(ALL);
    List<String> answer = new ArrayList<>();
    bench.belay.query(
        snapshot,
        "select count(*), sum(day) from events",
        new QuerySink() {
          @Override
          public void columns(List<String> names) {}

          @Override
          public void row(List<@Nullable Object> values) {
            values.forEach(v -> answer.add(String.valueOf(v)));
          }
        },
        Progress.NONE);
    assertThat(answer).containsExactly("30", String.valueOf(30 * 2024));
    side.sql("update events set what = 'other' where id = 4");
    backup(ALL);
    assertThat(bench.belay.log("app", "events", "4,2024", Progress.NONE).entries()).hasSize(2);
  }
}

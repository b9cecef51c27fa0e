package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.BackupRequest;
import dev.belay.CrashingProcess;
import dev.belay.DiffRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.CheckResult;
import dev.belay.model.Progress;
import dev.belay.model.RunOutcome;
import dev.belay.model.RunRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process that dies at any point of a backup, a restore or an undo leaves the database as it was
 * or as it was planned, and the next command says which. The property {@code belay.crash.rounds}
 * asks for more random kills.
 */
@Tag("crash")
@Tag("server")
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("belay.crash.rounds", 0);
  private static final String[] TABLES = {"accounts", "moves"};

  @TempDir Path directory;

  /** Where a run can die, in the order in which it comes by. */
  private static final List<String> RUN_POINTS =
      List.of(
          "phase:comparing",
          "phase:safety snapshot",
          "before:SNAPSHOT:1",
          "before:RUN:1",
          "phase:applying",
          "phase:verifying",
          "before:RUN:2",
          "after:RUN:2",
          "before:RUN:3",
          "after:RUN:3");

  private static final List<String> CREATE_POINTS =
      List.of(
          "before:RUN:1",
          "phase:loading",
          "phase:verifying",
          "phase:building indexes",
          "phase:committing",
          "before:RUN:2",
          "after:RUN:2",
          "phase:clearing up",
          "before:RUN:3",
          "after:RUN:3");

  private static final List<String> BACKUP_POINTS =
      List.of("before:PACK:1", "before:INDEX:1", "before:SNAPSHOT:1", "after:SNAPSHOT:1");

  static Stream<String> engines() {
    return Stream.of("wal", "delete", "postgresql");
  }

  /**
   * The full list for one engine; for the others the points around the commit, unless more was
   * asked for.
   */
  private static List<String> points(String engine) {
    return engine.equals("wal") || ROUNDS > 0
        ? RUN_POINTS
        : List.of("phase:verifying", "after:RUN:2", "before:RUN:3");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aRunThatDiesAtAnyPhaseIsAllOrNothing(String engine) throws Exception {
    Side side = Side.of(engine, directory);
    fill(side, 300);
    try (Workbench bench = new Workbench(directory)) {
      List<String> good = side.content(TABLES);
      bench.belay.backup(BackupRequest.of(side.reference()), Progress.NONE);
      for (String point : points(engine)) {
        damage(side, 0);
        List<String> damaged = side.content(TABLES);
        die(side, "restore", point);
        boolean committed = settled(bench, side, point, damaged, good);
        assertThat(committed).as(point).isEqualTo(point.matches("(before|after):RUN:3"));
        if (committed) {
          die(side, "undo", point);
          assertThat(settled(bench, side, "undo at " + point, good, damaged)).isTrue();
        }
        goOn(bench, side, good);
      }
      proved(bench);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aBackupThatDiesLeavesAGoodRepository(String engine) throws Exception {
    Side side = Side.of(engine, directory);
    fill(side, 300);
    try (Workbench bench = new Workbench(directory)) {
      List<String> good = side.content(TABLES);
      String first =
          bench
              .belay
              .backup(BackupRequest.of(side.reference()), Progress.NONE)
              .snapshot()
              .orElseThrow();
      damage(side, 0);
      List<String> damaged = side.content(TABLES);
      for (String point : engine.equals("wal") ? BACKUP_POINTS : List.of("before:SNAPSHOT:1")) {
        die(side, "backup", point);
        assertThat(side.content(TABLES)).as(point).isEqualTo(damaged);
      }
      proved(bench);
      bench.belay.restore(RestoreRequest.of(first), Optional.empty(), Progress.NONE);
      assertThat(side.content(TABLES)).isEqualTo(good);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aProcessThatIsKilledAnywhereIsAllOrNothing(String engine) throws Exception {
    Random random = new Random(20261121);
    Side side = Side.of(engine, directory);
    fill(side, 20_000);
    try (Workbench bench = new Workbench(directory)) {
      List<String> good = side.content(TABLES);
      bench.belay.backup(BackupRequest.of(side.reference()), Progress.NONE);
      for (int round = 0; round < Math.max(2, ROUNDS); round++) {
        damage(side, random.nextInt(4));
        List<String> damaged = side.content(TABLES);
        int lines = random.nextInt(14);
        kill(side, "restore", lines, random.nextInt(4_000_000));
        settled(bench, side, "killed after line " + lines, damaged, good);
        goOn(bench, side, good);
      }
      proved(bench);
    }
  }

  /**
   * A database that is built aside: the empty one stays, or the whole new one is there, and nothing
   * is left over.
   */
  @Test
  void aDatabaseBuiltAsideIsAllOrNothing() throws Exception {
    Side side = Side.postgres(PostgresServers.V15);
    fill(side, 300);
    side.sql(Side.BALLAST);
    try (Workbench bench = new Workbench(directory)) {
      List<String> good = side.content(TABLES);
      bench.belay.backup(BackupRequest.of(side.reference()), Progress.NONE);
      Side target = Side.postgres(PostgresServers.V15);
      for (String point : CREATE_POINTS) {
        die(target, "create", point);
        bench.belay.recover();
        boolean committed = !tables(target).equals("0");
        assertThat(committed).as(point).isEqualTo(point.matches(".*(:RUN:3|clearing up)"));
        assertThat(target.rows("select datname from pg_database where datname like 'belay%'"))
            .as(point)
            .isEmpty();
        assertThat(bench.belay.recover()).as("nothing is left to be found out").isEmpty();
        assertThat(bench.belay.history()).noneMatch(r -> r.outcome() == RunOutcome.RUNNING);
        if (committed) {
          assertThat(target.content(TABLES)).as(point).isEqualTo(good);
          assertThat(bench.belay.history().get(0).outcome()).isEqualTo(RunOutcome.COMMITTED);
          target = Side.postgres(PostgresServers.V15);
        }
      }
      proved(bench);
    }
  }

  private static String tables(Side side) throws Exception {
    return side.rows("select count(*) from pg_tables where schemaname = 'public'").get(0);
  }

  private static void fill(Side side, int rows) throws Exception {
    side.sql(
        "create table accounts (id integer primary key, owner text not null unique, balance integer)",
        "create table moves (id integer primary key, account integer references accounts(id), what text)");
    String numbers =
        side.isSqlite()
            ? "with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)"
            : "with n(i) as (select * from generate_series(1, %d))";
    side.sql(
        "insert into accounts %s select i, 'owner ' || i, 100 from n"
            .formatted(numbers.formatted(rows)),
        "insert into moves %s select i, i, 'what happened ' || i * 7919 from n"
            .formatted(numbers.formatted(rows)));
  }

  private static void damage(Side side, int salt) throws Exception {
    side.sql(
        "update accounts set balance = balance - id where id %% 3 = %d".formatted(salt % 3),
        "delete from moves where id %% 5 = %d".formatted(salt % 5),
        "insert into accounts values (%d, 'intruder', 1)".formatted(1_000_000 + salt));
  }

  private Process start(Side side, String command, String point) throws IOException {
    return CrashingProcess.start(directory.resolve("repo"), side.reference(), command, point);
  }

  private void die(Side side, String command, String point) throws Exception {
    CrashingProcess.die(directory.resolve("repo"), side.reference(), command, point);
  }

  /** Kills the process once it has printed so many lines, and a little later. */
  private void kill(Side side, String command, int lines, int spins) throws Exception {
    Process process = start(side, command, "none");
    try (BufferedReader reader = process.inputReader()) {
      List<String> seen = new ArrayList<>();
      while (seen.size() <= lines) {
        String line = reader.readLine();
        if (line == null) {
          break;
        }
        seen.add(line);
      }
      for (int i = 0; i < spins; i++) {
        Thread.onSpinWait();
      }
      process.destroyForcibly();
      process.waitFor();
    }
  }

  /**
   * What the next command finds.
   *
   * @return whether the last run committed
   */
  private static boolean settled(
      Workbench bench, Side side, String point, List<String> before, List<String> planned)
      throws Exception {
    int runs = bench.belay.history().size();
    List<RunRecord> found = bench.belay.recover();
    assertThat(found).as(point).hasSizeLessThanOrEqualTo(1);
    assertThat(bench.belay.history()).hasSize(runs);
    assertThat(bench.belay.recover()).as("nothing is left to be found out").isEmpty();
    List<String> now = side.content(TABLES);
    boolean committed = now.equals(planned);
    if (!committed) {
      Same.same(point, before, now);
    }
    List<RunRecord> history = bench.belay.history();
    if (!found.isEmpty()) {
      assertThat(history.get(0).run()).isEqualTo(found.get(0).run());
      assertThat(found.get(0).outcome())
          .as("%s: %s", point, found.get(0).notes())
          .isEqualTo(committed ? RunOutcome.COMMITTED : RunOutcome.ROLLED_BACK);
    }
    assertThat(history).noneMatch(r -> r.outcome() == RunOutcome.RUNNING);
    return committed;
  }

  /** The next restore and its undo work as if nothing had been. */
  private static void goOn(Workbench bench, Side side, List<String> good) throws Exception {
    bench.belay.restore(RestoreRequest.of("latest:manual"), Optional.empty(), Progress.NONE);
    Same.same("restored after the crash", good, side.content(TABLES));
    assertThat(
            bench
                .belay
                .diff(
                    new DiffRequest("latest:manual", Optional.empty(), List.of()),
                    Progress.NONE,
                    Optional.empty())
                .equal())
        .isTrue();
  }

  private static void proved(Workbench bench) throws Exception {
    CheckResult check = bench.belay.check(true, Progress.NONE);
    assertThat(check.problems()).isEmpty();
    assertThat(bench.restic("check", "--read-data")).contains("no errors were found");
  }
}

package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.RowChange.Cell;
import dev.belay.model.RowChange.Kind;
import dev.belay.model.RowLog;
import dev.belay.model.RunResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the snapshots tell of one row. */
class LogTest {
  @TempDir Path directory;

  private static RowLog log(Workbench bench, String table, String key) {
    return bench.belay.log(bench.database.toString(), table, key, Progress.NONE);
  }

  private static List<Kind> kinds(RowLog log) {
    return log.entries().stream().map(entry -> entry.change().kind()).toList();
  }

  @Test
  void aRowsLifeIsToldWithTheRunThatPutItBack() throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      bench.sql(
          "create table t (id integer primary key, name text, points integer)",
          "insert into t with recursive n(i) as (select 1 union all select i + 1 from n where i < 40000)"
              + " select i, hex(randomblob(40)), i % 7 from n where i <> 25000");
      bench.backup();
      bench.sql("insert into t values (25000, 'ada', 3)");
      String second = bench.backup();
      bench.sql("update t set points = 9 where id in (25000, 100, 39000)");
      bench.backup();
      bench.sql("delete from t where id = 17");
      bench.backup();
      RunResult run = bench.restore(RestoreRequest.of(second));
      String after = bench.backup();
      bench.sql("delete from t where id = 25000");
      bench.backup();

      RowLog log = log(bench, "t", "25000");
      assertThat(kinds(log)).containsExactly(Kind.INSERT, Kind.UPDATE, Kind.UPDATE, Kind.DELETE);
      assertThat(log.entries().get(0).snapshot().snapshot()).isEqualTo(second);
      assertThat(log.entries().get(1).change().columns())
          .containsExactly(new Cell("points", Optional.of("3"), Optional.of("9")));
      assertThat(log.entries().get(1).run()).isEmpty();
      assertThat(log.entries().get(2).run()).isEqualTo(run.run());
      assertThat(log.entries().get(2).snapshot().snapshot()).isEqualTo(after);
      assertThat(log.snapshots()).isEqualTo(7);
      assertThat(kinds(log(bench, "main.t", "100")))
          .containsExactly(Kind.INSERT, Kind.UPDATE, Kind.UPDATE);
      assertThat(kinds(log(bench, "t", "1"))).containsExactly(Kind.INSERT);
      assertThat(kinds(log(bench, "t", "40000"))).containsExactly(Kind.INSERT);
      assertThat(log(bench, "t", "-5").entries()).isEmpty();
      assertThat(log(bench, "t", "40001").entries()).isEmpty();
    }
  }

  @Test
  void keysOfSeveralColumnsAndOfAnyType() throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      bench.sql(
          "create table t (a text, b, c text, primary key (a, b)) without rowid",
          "insert into t values ('x', 1, 'one'), ('x', '1', 'text'), ('y', 2.5, 'real'),"
              + " ('1', x'0aff', 'bytes')");
      bench.backup();
      assertThat(kinds(log(bench, "t", "x,1"))).containsExactly(Kind.INSERT);
      assertThat(kinds(log(bench, "t", "y, 2.5"))).containsExactly(Kind.INSERT);
      assertThat(kinds(log(bench, "t", "1,x'0aff'"))).containsExactly(Kind.INSERT);
      assertThat(log(bench, "t", "z,1").entries()).isEmpty();
    }
  }

  @Test
  void whatCantBeAskedForIsRefused() throws Exception {
    try (Workbench bench = new Workbench(directory)) {
      bench.sql("create table t (id integer primary key)", "create table loose (v text)");
      bench.backup();
      refused(bench, "t", "x", ErrorCode.USAGE);
      refused(bench, "t", "1,2", ErrorCode.USAGE);
      refused(bench, "loose", "1", ErrorCode.UNSUPPORTED);
      refused(bench, "nothing", "1", ErrorCode.NOT_FOUND);
    }
  }

  private static void refused(Workbench bench, String table, String key, ErrorCode code) {
    assertThatThrownBy(() -> log(bench, table, key))
        .isInstanceOfSatisfying(BelayException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}

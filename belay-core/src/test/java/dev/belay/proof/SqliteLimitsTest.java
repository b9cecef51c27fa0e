package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables at the edge of what SQLite allows. */
class SqliteLimitsTest {
  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void database() throws Exception {
    bench = new Workbench(directory);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aRestoreThatNoUndoCouldTakeBackIsRefused() throws Exception {
    bench.sql(
        "create table odd (rowid text, _rowid_ text, oid text)",
        "insert into odd values ('a', 'b', 'c')");
    String snapshot = bench.backup();
    bench.sql("delete from odd");
    assertThatThrownBy(() -> bench.restore(RestoreRequest.of(snapshot)))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("odd");
    assertThat(bench.rows("select * from odd")).isEmpty();
  }

  @Test
  void aPlanThatNoUndoCouldTakeBackIsRefusedBefore() throws Exception {
    bench.sql("create table odd (rowid text, _rowid_ text, oid text)");
    bench.sql("insert into odd values ('a', 'b', 'c'), ('d', 'e', 'f')");
    String snapshot = bench.backup();
    for (String damage : List.of("delete from odd", "insert into odd values ('g', 'h', 'i')")) {
      bench.sql(damage);
      assertThatThrownBy(() -> bench.belay.plan(RestoreRequest.of(snapshot), Progress.NONE))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
          .hasMessageContaining("odd");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"c1 integer primary key", "c1"})
  void asManyColumnsAsSqliteAllowsAreNoObstacle(String first) throws Exception {
    String columns = columns(first, 1_999);
    bench.sql(
        "create table wide (" + columns + ")",
        "insert into wide (c1, c2, c1999) values (1, 'first', 'last'), (2, 3, null), (3, 0.0, 1),"
            + " (4, 5, 5)");
    List<String> good = bench.rows("select *, typeof(c3) from wide order by c1");
    String snapshot = bench.backup();
    bench.sql(
        "update wide set c700 = c1 where c1 = 2",
        "update wide set c2 = -0.0, c1999 = 1.0 where c1 = 3",
        "delete from wide where c1 = 4",
        "insert into wide (c1, c3) values (5, 3)");
    List<String> bad = bench.rows("select *, typeof(c3) from wide order by c1");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(bench.rows("select *, typeof(c3) from wide order by c1")).isEqualTo(good);
    bench.undo();
    assertThat(bench.rows("select *, typeof(c3) from wide order by c1")).isEqualTo(bad);
    assertThat(bench.rows("select count(*) from wide where c2 = 0 and atan2(0.0, c2) > 1"))
        .containsExactly("1");
  }

  @Test
  void aTableOfTheMostColumnsIsLoadedWhole() throws Exception {
    bench.sql(
        "create table wide (" + columns("c1 integer primary key", 2_000) + ")",
        "insert into wide (c1, c2000) values (1, 'last')");
    String snapshot = bench.backup();
    bench.sql("update wide set c2 = 1");
    for (boolean dry : new boolean[] {true, false}) {
      assertThatThrownBy(
              () -> {
                if (dry) {
                  bench.belay.plan(RestoreRequest.of(snapshot), Progress.NONE);
                } else {
                  bench.restore(RestoreRequest.of(snapshot));
                }
              })
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
          .hasMessageContaining("wide has 2000 columns");
    }
    bench.sql("delete from wide");
    bench.restore(RestoreRequest.of(snapshot));
    assertThat(bench.rows("select c2, c2000 from wide")).containsExactly("null|last");
    bench.sql("create table wider (" + columns("c1", 2_000) + ")");
    assertThatThrownBy(bench::backup)
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("wider has no key");
  }

  private static String columns(String first, int count) {
    StringBuilder columns = new StringBuilder(first);
    for (int i = 2; i <= count; i++) {
      columns.append(", c").append(i);
    }
    return columns.toString();
  }

  @Test
  void aTableWithoutANameIsRefused() throws Exception {
    bench.sql("create table \"\" (x)");
    assertThatThrownBy(() -> bench.backup())
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("empty name");
  }
}

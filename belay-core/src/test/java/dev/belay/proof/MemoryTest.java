package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.CrashingProcess;
import dev.belay.engine.postgresql.PostgresServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of 300 MB goes through a heap of 48: memory does not grow with the data. */
@Tag("slow")
@Tag("server")
class MemoryTest {
  private static final int ROWS = 300_000;

  @TempDir Path directory;

  @Test
  void sqlite() throws Exception {
    Side side = Side.sqlite(directory.resolve("app.db"), "wal");
    side.sql(
        "create table t (id integer primary key, v text)",
        "insert into t with recursive n(i) as (select 1 union all select i + 1 from n where i < "
            + ROWS
            + ") select i, i || replace(hex(zeroblob(498)), '00', char(97 + i % 26, 97 + i % 7)) from n");
    prove(side);
  }

  @Test
  void postgresql() throws Exception {
    Side side = Side.postgres(PostgresServers.V15);
    side.sql(
        "create table t (id integer primary key, v text)",
        "insert into t select i, i || repeat(chr(97 + i % 26) || chr(97 + i % 7), 498) from"
            + " generate_series(1, "
            + ROWS
            + ") i");
    prove(side);
  }

  private void prove(Side side) throws Exception {
    run(side, "backup");
    String whole = side.rows("select count(*), sum(length(v)), min(v), max(v) from t").get(0);
    assertThat(side.rows("select sum(length(v)) > 290000000 from t").get(0)).isIn("t", "1");
    side.sql("update t set v = 'x' || id where id % 3 = 0", "delete from t where id % 10 = 1");
    String damaged = side.rows("select count(*), sum(length(v)), min(v), max(v) from t").get(0);
    run(side, "restore");
    assertThat(side.rows("select count(*), sum(length(v)), min(v), max(v) from t"))
        .containsExactly(whole);
    run(side, "undo");
    assertThat(side.rows("select count(*), sum(length(v)), min(v), max(v) from t"))
        .containsExactly(damaged);
  }

  private void run(Side side, String command) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingProcess.class.getName(),
                command,
                directory.resolve("repo").toString(),
                side.reference(),
                "none")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as(command + ": " + output.substring(Math.max(0, output.length() - 3000)))
        .isZero();
  }
}

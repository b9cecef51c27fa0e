package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Mode;
import dev.belay.model.Progress;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only PostgreSQL demands of rows ({@link ObjectionsTest} has the rest). */
@Tag("server")
class PostgresObjectionsTest {
  @TempDir Path directory;
  private Side side;
  private Workbench bench;

  @BeforeEach
  void database() {
    side = Side.postgres(PostgresServers.V15);
    bench = new Workbench(directory);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String snapshot() {
    return bench
        .belay
        .backup(BackupRequest.of(side.reference()), Progress.NONE)
        .snapshot()
        .orElseThrow();
  }

  private static void assertRefused(ThrowingCallable doing, ErrorCode code, String... words) {
    assertThatThrownBy(doing)
        .isInstanceOfSatisfying(BelayException.class, e -> assertThat(e.code()).isEqualTo(code))
        .message()
        .contains(words);
  }

  @Test
  void aPlanSaysWhatEqualNullsOrAnExclusionConstraintForbid() throws Exception {
    side.sql(
        "create table users (id integer primary key, mail text unique nulls not distinct, stay"
            + " int4range, exclude using gist (stay with &&))",
        "insert into users values (1, 'a@x', '[1,3)'), (2, null, '[3,5)')");
    String snapshot = snapshot();
    side.sql("delete from users where id = 2", "insert into users values (3, null, '[4,9)')");

    assertRefused(
        () -> bench.belay.plan(RestoreRequest.of(snapshot).withMode(Mode.MERGE), Progress.NONE),
        ErrorCode.SCHEMA_MISMATCH,
        "1 row of users for which UNIQUE (mail)",
        "1 row of users for which EXCLUDE USING gist (stay WITH &&)");
  }

  @Test
  void whatTheServerAllowsNobodyIsRefusedAndNotAFailure() throws Exception {
    side.sql("create table users (n integer)", "create publication p for table users");
    String snapshot = snapshot();
    side.sql("insert into users values (1)");

    assertRefused(
        () -> bench.restore(RestoreRequest.of(snapshot)), ErrorCode.REFUSED, "replica identity");
  }
}

package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.RestoreRequest;
import dev.belay.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SqliteSelectiveBackupTest extends SelectiveBackupContract {
  @Override
  Side side(Path directory) throws Exception {
    return Side.sqlite(directory.resolve("board.db"), "wal");
  }

  @Test
  void a_selective_snapshot_takes_no_damaged_databases_place() throws Exception {
    String snapshot = backup("people").snapshot().orElseThrow();
    Path file = directory.resolve("board.db");
    Files.deleteIfExists(directory.resolve("board.db-wal"));
    Files.writeString(file, "no database any more");
    refused(ErrorCode.DAMAGED, "damaged", () -> bench.restore(RestoreRequest.of(snapshot)));
    assertThat(file).hasContent("no database any more");
  }
}

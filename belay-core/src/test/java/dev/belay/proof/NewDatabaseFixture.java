package dev.belay.proof;

import dev.belay.BackupRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.Progress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL database, and an empty one beside it that its snapshot may go into. */
abstract class NewDatabaseFixture {
  private final PostgresServers server;
  @TempDir Path directory;
  Side side;
  Side target;
  Workbench bench;

  NewDatabaseFixture(PostgresServers server) {
    this.server = server;
  }

  @BeforeEach
  void databases() {
    side = Side.postgres(server);
    target = Side.postgres(server);
    bench = new Workbench(directory);
  }

  @AfterEach
  void closeBench() {
    bench.close();
  }

  String backup() {
    return bench
        .belay
        .backup(BackupRequest.of(side.reference()), Progress.NONE)
        .snapshot()
        .orElseThrow();
  }

  static RestoreRequest create(String snapshot, String reference) {
    return RestoreRequest.of(snapshot).asNew(reference);
  }
}

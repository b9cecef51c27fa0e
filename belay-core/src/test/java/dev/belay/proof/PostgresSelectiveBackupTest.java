package dev.belay.proof;

import dev.belay.engine.postgresql.PostgresServers;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
@ParameterizedClass
@EnumSource(PostgresServers.class)
class PostgresSelectiveBackupTest extends SelectiveBackupContract {
  private final PostgresServers server;

  PostgresSelectiveBackupTest(PostgresServers server) {
    this.server = server;
  }

  @Override
  Side side(Path directory) {
    return Side.postgres(server);
  }
}

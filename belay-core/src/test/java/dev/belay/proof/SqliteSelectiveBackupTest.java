package dev.belay.proof;

import java.nio.file.Path;

class SqliteSelectiveBackupTest extends SelectiveBackupContract {
  @Override
  Side side(Path directory) throws Exception {
    return Side.sqlite(directory.resolve("board.db"), "wal");
  }
}

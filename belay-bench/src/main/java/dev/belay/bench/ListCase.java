package dev.belay.bench;

import dev.belay.BackupRequest;
import dev.belay.Belay;
import dev.belay.RepositoryPassword;
import dev.belay.Settings;
import dev.belay.model.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;

/** {@code belay list} where there are a thousand snapshots. */
final class ListCase {
  private static final int SNAPSHOTS = 1000;
  private static final String PASSWORD = "benchmark";

  private final Context context;

  ListCase(Context context) {
    this.context = context;
  }

  void run() throws IOException, InterruptedException, SQLException {
    Path repository = context.work("list-belay");
    System.out.println("making " + SNAPSHOTS + " snapshots");
    Path database = context.work("tiny.db");
    try (Connection connection = SqliteLoader.connect(database)) {
      SqliteLoader.run(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)");
    }
    make(database, repository);
    for (int round = 0; round < 5; round++) {
      context.time(
          Labels.LIST,
          "BELAY_PASSWORD=%s %s --repo %s list"
              .formatted(PASSWORD, context.options().root().resolve("belay"), repository));
    }
  }

  /** Through the API, so that a thousand of them do not start a thousand JVMs. */
  private static void make(Path database, Path repository) {
    Settings settings = Settings.of(repository.toString(), new BenchPassword(), Clock.systemUTC());
    try (Belay belay = Belay.open(settings)) {
      for (int i = 0; i < SNAPSHOTS; i++) {
        belay.backup(BackupRequest.of(database.toString()), Progress.NONE);
      }
    }
  }

  private static final class BenchPassword implements RepositoryPassword {
    @Override
    public char[] get(boolean creating) {
      return PASSWORD.toCharArray();
    }

    /**
     * As Belay's own keys are, so that opening the repository costs what it costs with one of
     * those.
     */
    @Override
    public boolean random() {
      return true;
    }
  }
}

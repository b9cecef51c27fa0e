package dev.belay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * SQLite: backups and restores, Belay and peers in turn in each round, with the application
 * connected.
 */
final class SqliteCases {
  private static final String ROW_HASH = "((rowid * 2654435761) >> 9 & 1073741823)";

  private final Context context;
  private final List<SampleTable> tables;
  private final Path pristine;
  private final Path live;
  private final Path restic;
  private final Path repository;

  SqliteCases(Context context) {
    this.context = context;
    this.tables = context.tables();
    this.pristine = context.options().cache().resolve("sqlite-" + context.options().size() + ".db");
    this.live = context.work("live.db");
    this.restic = context.work("sqlite-restic");
    this.repository = context.work("sqlite-belay");
  }

  /** Generates the file where it is missing. */
  void prepare() throws IOException, SQLException {
    SqliteLoader.load(pristine, tables);
  }

  void run() throws IOException, InterruptedException, SQLException {
    reset();
    String first = "";
    for (int round = 1; round <= context.options().rounds(); round++) {
      System.out.println("SQLite, first backup, round " + round);
      first = firstBackup();
    }
    for (int round = 1; round <= context.options().rounds(); round++) {
      System.out.println("SQLite, 1 % changed, round " + round);
      change(round);
      context.store(Labels.SQLITE_SCATTERED_RESTIC, restic, resticBackup());
      context.belay(Labels.SQLITE_SCATTERED, repository, "backup " + live);
      restore(first, round);
    }
    for (Path path : List.of(live, restic, context.work("copy.db"))) {
      Shell.delete(path);
    }
  }

  private String firstBackup() throws IOException, InterruptedException {
    Path copy = context.work("copy.db");
    Shell.delete(copy);
    context.store(Labels.SQLITE_COPY, copy, "sqlite3 " + live + " \".backup '" + copy + "'\"");
    Path dump = context.work("sqlite-dump.zst");
    Shell.delete(dump);
    context.store(Labels.SQLITE_DUMP, dump, "sqlite3 " + live + " .dump | zstd -q -1 -o " + dump);
    Shell.delete(dump);
    Shell.delete(restic);
    context.shell().run("restic init -q -r " + restic);
    context.store(Labels.SQLITE_RESTIC, restic, resticBackup());
    Shell.delete(repository);
    return Context.snapshot(context.belay(Labels.SQLITE_FIRST, repository, "backup " + live));
  }

  private void restore(String first, int round)
      throws IOException, InterruptedException, SQLException {
    reset();
    change(round + 50);
    try (Connection application = SqliteLoader.connect(live)) {
      SqliteLoader.run(application, "SELECT count(*) FROM orders");
      context.belay(Labels.SQLITE_DIFF, repository, "diff " + first + " " + live);
      context.belay(
          Labels.SQLITE_RESTORE, repository, "restore " + first + " --db " + live + " --yes");
      SqliteLoader.run(application, "SELECT count(*) FROM orders");
    }
    Path created = context.work("created.db");
    Shell.delete(created);
    context.belay(
        Labels.SQLITE_CREATE,
        repository,
        "restore " + first + " --db " + created + " --create --yes");
    Shell.delete(created);
  }

  private String resticBackup() {
    return "restic backup -q -r " + restic + " " + live;
  }

  private void reset() throws IOException {
    for (String side : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(Path.of(live + side));
    }
    Files.copy(pristine, live, StandardCopyOption.REPLACE_EXISTING);
  }

  private void change(int round) throws SQLException {
    try (Connection connection = SqliteLoader.connect(live)) {
      SqliteLoader.run(connection, "BEGIN");
      for (String statement : Changes.scattered(tables, round, ROW_HASH)) {
        SqliteLoader.run(connection, statement);
      }
      SqliteLoader.run(connection, "COMMIT");
      SqliteLoader.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }
}

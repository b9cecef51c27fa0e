package dev.belay;

import dev.belay.config.BelayYaml;
import dev.belay.config.BelayYamlReader;
import dev.belay.config.KeyFile;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import dev.belay.model.RunResult;
import dev.belay.proof.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A directory with a SQLite database, a repository, and a Belay over both. */
public final class Workbench implements AutoCloseable {
  public static final String PASSWORD = "correct horse battery staple";
  public static final String SECOND_PASSWORD = "tr0ub4dor and 3";

  public final Path directory;
  public final Path database;
  public final Belay belay;

  public Workbench(Path directory) {
    this(directory, Map.of());
  }

  public Workbench(Path directory, Map<String, Target> databases) {
    this(directory, databases, Map.of());
  }

  public Workbench(Path directory, Map<String, Target> databases, Map<String, Profile> profiles) {
    this.directory = directory;
    this.database = directory.resolve("app.db");
    this.belay = Belay.open(settings(directory.resolve("repo"), databases).with(profiles));
  }

  /** With what a {@code belay.yaml} in the directory says of databases and profiles. */
  public static Workbench of(Path directory, String yaml) throws IOException {
    Path file = directory.resolve("belay.yaml");
    Files.writeString(file, yaml);
    BelayYaml read = BelayYamlReader.read(file);
    return new Workbench(directory, read.databases(), read.profiles());
  }

  public static Settings settings(Path repository, Map<String, Target> databases) {
    RepositoryPassword password =
        new RepositoryPassword() {
          @Override
          public char[] get(boolean creating) {
            return PASSWORD.toCharArray();
          }

          @Override
          public boolean random() {
            // The tests' password is no secret, so the costly derivation would protect nothing.
            return true;
          }
        };
    return settings(repository, password, databases);
  }

  /** A repository that another password opens. */
  public static Settings settings(Path repository, RepositoryPassword password) {
    return settings(repository, password, Map.of());
  }

  private static Settings settings(
      Path repository, RepositoryPassword password, Map<String, Target> databases) {
    return Settings.of(repository.toString(), password, Clock.systemUTC()).withDatabases(databases);
  }

  /** A file beside the repository in the place of the one that Belay keeps a key in. */
  public static KeyFile keyFile(Path repository) {
    return new KeyFile(
        repository.resolveSibling("own.key"), repository.toString(), new SecureRandom(), f -> {});
  }

  /** Runs statements on the database, each committed by itself. */
  public void sql(String... statements) throws SQLException {
    side().sql(statements);
  }

  /** The rows of a query, columns joined by a bar. */
  public List<String> rows(String query) throws SQLException {
    return side().rows(query);
  }

  private Side side() {
    return new Side(database.toString(), "jdbc:sqlite:" + database);
  }

  /** Takes a snapshot of the database and returns its id. */
  public String backup() {
    return belay
        .backup(BackupRequest.of(database.toString()), Progress.NONE)
        .snapshot()
        .orElseThrow();
  }

  public RunResult restore(RestoreRequest request) {
    return belay.restore(request, Optional.empty(), Progress.NONE);
  }

  public RunResult undo() {
    return belay.undo(UndoRequest.last(), Optional.empty(), Progress.NONE);
  }

  /**
   * Runs restic on the repository and returns what it printed; fails the test where restic fails.
   */
  public String restic(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("restic", "--no-cache", "--repo"));
    command.add(directory.resolve("repo").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("RESTIC_PASSWORD", PASSWORD);
    Process process = builder.start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", arguments) + ": " + output);
    }
    return output;
  }

  @Override
  public void close() {
    belay.close();
  }
}

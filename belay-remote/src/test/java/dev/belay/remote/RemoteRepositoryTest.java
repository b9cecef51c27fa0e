package dev.belay.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.BackupRequest;
import dev.belay.Belay;
import dev.belay.Copies;
import dev.belay.CopyRequest;
import dev.belay.Destination;
import dev.belay.RepositoryPassword;
import dev.belay.RestoreRequest;
import dev.belay.Settings;
import dev.belay.model.CopyResult;
import dev.belay.model.Progress;
import dev.belay.store.StoreOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A repository in remote storage, from the first backup to the restore, with the restic program as
 * the judge of what lies there. Each kind of storage extends this.
 */
@Tag("server")
public abstract class RemoteRepositoryTest {
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir protected Path directory;

  /** Where the repository is. */
  protected abstract String location();

  /** The variables of a process that may go there. */
  protected abstract Map<String, String> environment();

  /** What restic needs to be told beside the location. */
  protected abstract List<String> resticOptions();

  private StoreOptions storage() {
    return new StoreOptions(Map.of(), environment(), Optional.of(directory.resolve("cache")));
  }

  private static RepositoryPassword password() {
    return new RepositoryPassword() {
      @Override
      public char[] get(boolean creating) {
        return PASSWORD.toCharArray();
      }

      @Override
      public boolean random() {
        return true;
      }
    };
  }

  private Settings settings(String repository, Copies copies) {
    return new Settings(
        repository, password(), Map.of(), Clock.systemUTC(), Optional.empty(), storage(), copies);
  }

  private String database() {
    return directory.resolve("app.db").toString();
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private String value(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.getString(1);
    }
  }

  private void fill() throws SQLException {
    sql(
        "create table t (id integer primary key, v text, b blob)",
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)"
            + " insert into t select i, 'value ' || i, randomblob(1000) from n");
  }

  private String restic(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("restic", "--no-cache", "-r", location()));
    command.addAll(resticOptions());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment());
    builder.environment().put("RESTIC_PASSWORD", PASSWORD);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  @Test
  void backupCheckRestoreAndRestic() throws Exception {
    fill();
    try (Belay belay = Belay.open(settings(location(), Copies.NONE))) {
      belay.backup(BackupRequest.of(database()), Progress.NONE);
      sql("update t set v = 'changed' where id % 100 = 7");
      belay.backup(BackupRequest.of(database()), Progress.NONE);
      assertThat(belay.check(true, Progress.NONE).problems()).isEmpty();
    }
    assertThat(restic("check", "--read-data")).contains("no errors were found");
    assertThat(restic("snapshots", "--json").split("\"tree\"", -1)).hasSize(3);
    String rows = restic("dump", "latest", "/tables/main.t/base");
    assertThat(rows).startsWith("1\tvalue 1\t").contains("\nvalue".substring(0, 1));

    // Another process, so to speak, with what the first one kept.
    sql("delete from t where id between 500 and 5000");
    try (Belay belay = Belay.open(settings(location(), Copies.NONE))) {
      belay.restore(RestoreRequest.of("latest"), Optional.empty(), Progress.NONE);
      assertThat(value("select count(*) from t")).isEqualTo("20000");
      assertThat(value("select v from t where id = 507")).isEqualTo("changed");
      belay.undo(
          new dev.belay.UndoRequest(Optional.empty(), Optional.empty(), false, "", "test"),
          Optional.empty(),
          Progress.NONE);
      assertThat(value("select count(*) from t")).isEqualTo("15499");
    }
    try (Stream<Path> kept = Files.walk(directory.resolve("cache"))) {
      assertThat(kept.filter(Files::isRegularFile).map(Path::toString))
          .anyMatch(f -> f.contains("/index/"))
          .anyMatch(f -> f.contains("/snapshots/"))
          .noneMatch(f -> f.contains("/data/"));
    }
  }

  @Test
  void aRepositoryOnDiskHasItsCopyThere() throws Exception {
    fill();
    Map<String, String> none = new HashMap<>();
    Copies copies =
        new Copies(List.of(new Destination("offsite", location(), password(), none)), Map.of());
    String disk = directory.resolve("disk").toString();
    try (Belay belay = Belay.open(settings(disk, copies))) {
      belay.backup(BackupRequest.of(database()), Progress.NONE);
      CopyResult first = belay.copy(CopyRequest.ALL, Progress.NONE);
      assertThat(first.ok()).as(first.toString()).isTrue();
      sql("insert into t values (100000, 'more', null)");
      belay.backup(BackupRequest.of(database()), Progress.NONE);
      CopyResult second = belay.copy(CopyRequest.ALL, Progress.NONE);
      assertThat(second.destinations().get(0).snapshots()).isEqualTo(1);
      assertThat(second.destinations().get(0).bytesStored())
          .isLessThan(first.destinations().get(0).bytesStored() / 2);
      assertThat(belay.info().copies().get(0)).matches(c -> c.snapshots() == 2 && c.missing() == 0);
    }
    assertThat(restic("check", "--read-data")).contains("no errors were found");
  }
}

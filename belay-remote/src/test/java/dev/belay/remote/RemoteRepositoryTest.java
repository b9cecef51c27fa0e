package dev.belay.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.BackupRequest;
import dev.belay.Belay;
import dev.belay.Copies;
import dev.belay.CopyRequest;
import dev.belay.Destination;
import dev.belay.DiffRequest;
import dev.belay.ForgetRequest;
import dev.belay.ListRequest;
import dev.belay.RepositoryPassword;
import dev.belay.RestoreRequest;
import dev.belay.Settings;
import dev.belay.UndoRequest;
import dev.belay.crypto.Secret;
import dev.belay.model.BelayException;
import dev.belay.model.CopyResult;
import dev.belay.model.ForgetPlan;
import dev.belay.model.Progress;
import dev.belay.model.PruneResult;
import dev.belay.repository.MaxUnused;
import dev.belay.repository.PruneListener;
import dev.belay.repository.PruneOptions;
import dev.belay.repository.Repository;
import dev.belay.retention.Grouping;
import dev.belay.retention.RetentionPolicy;
import dev.belay.retention.Span;
import dev.belay.store.FileKind;
import dev.belay.store.Store;
import dev.belay.store.StoreOptions;
import dev.belay.store.Stores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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

  /** A repository that the tests' password opens. */
  static Settings settings(String repository, Map<String, String> environment, Path cache) {
    return Settings.of(repository, password(), Clock.systemUTC())
        .with(new StoreOptions(Map.of(), environment, Optional.of(cache)));
  }

  private Settings settings(String repository, Copies copies) {
    return Settings.of(repository, password(), Clock.systemUTC()).with(storage()).with(copies);
  }

  private String database() {
    return directory.resolve("app.db").toString();
  }

  private void sql(String... statements) throws SQLException {
    change(database(), statements);
  }

  private static void change(String database, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("pragma busy_timeout = 20000");
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
    fill(20_000);
  }

  private void fill(int rows) throws SQLException {
    sql(
        "create table t (id integer primary key, v text, b blob)",
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)"
                .formatted(rows)
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
    List<String> made = new ArrayList<>();
    try (Belay belay = Belay.open(settings(location(), Copies.NONE))) {
      belay.onMade(made::add);
      belay.backup(BackupRequest.of(database()), Progress.NONE);
      sql("update t set v = 'changed' where id % 100 = 7");
      belay.backup(BackupRequest.of(database()), Progress.NONE);
      String bucket = location().startsWith("s3:") ? ", and bucket bucket for it" : "";
      assertThat(made).containsExactly("made a new repository at " + location() + bucket);
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
      belay.undo(UndoRequest.last(), Optional.empty(), Progress.NONE);
      assertThat(value("select count(*) from t")).isEqualTo("15499");
    }
    try (Stream<Path> kept = Files.walk(directory.resolve("cache"))) {
      assertThat(kept.filter(Files::isRegularFile).map(Path::toString))
          .anyMatch(f -> f.contains("/index/"))
          .anyMatch(f -> f.contains("/snapshots/"))
          .noneMatch(f -> f.contains("/data/"));
    }
  }

  private static String backup(Belay belay, String database) {
    return belay.backup(BackupRequest.of(database), Progress.NONE).snapshot().orElseThrow();
  }

  private static List<String> listed(Belay belay) {
    List<String> ids = new ArrayList<>();
    belay.list(ListRequest.ALL, s -> ids.add(s.snapshot()));
    return ids;
  }

  /** Removes files as restic does: at once, and without a way back. */
  private void lose(FileKind kind, List<String> names) throws IOException {
    try (Store store = Stores.open(location(), storage())) {
      for (String name : names) {
        store.delete(kind, name);
      }
    }
  }

  private void proved(String when) throws Exception {
    try (Belay belay = Belay.open(settings(location(), Copies.NONE))) {
      assertThat(belay.check(true, Progress.NONE).problems()).as(when).isEmpty();
    }
  }

  @Test
  void whatIsForgottenComesBackAndWhatIsGoneFreesItsSpace() throws Exception {
    fill();
    try (Belay belay = Belay.open(settings(location(), Copies.NONE))) {
      for (int i = 0; i < 4; i++) {
        sql("update t set b = randomblob(1000) where id % 4 = " + i);
        backup(belay, database());
      }
      List<String> all = listed(belay);
      belay.pin(all.get(3), true);
      ForgetPlan plan =
          belay.plan(
              new ForgetRequest(
                  Optional.empty(),
                  Optional.empty(),
                  new RetentionPolicy(2, Map.of(), Span.NONE, Map.of(), List.of()),
                  Grouping.STANDARD));
      belay.forget(plan, true);
      assertThat(listed(belay)).containsExactly(all.get(0), all.get(1), all.get(3));
      assertThat(restic("snapshots", "--json").split("\"tree\"", -1)).hasSize(4);
      belay.prune("0", false, Progress.NONE);
      belay.undelete(all.get(2));
      assertThat(belay.check(true, Progress.NONE).problems()).isEmpty();

      lose(FileKind.SNAPSHOT, all.subList(1, 4));
      PruneResult pruned = belay.prune("0", false, Progress.NONE);
      assertThat(pruned.bytesFreed()).isGreaterThan(10_000_000);
      assertThat(pruned.bytesUnused()).isZero();
      assertThat(belay.check(true, Progress.NONE).problems()).isEmpty();
      assertThat(
              belay
                  .diff(
                      new DiffRequest("latest", Optional.empty(), List.of()),
                      Progress.NONE,
                      Optional.empty())
                  .equal())
          .isTrue();
    }
    assertThat(restic("check", "--read-data")).contains("no errors were found");
  }

  @Test
  void storageThatGoesAwayAtAnyChangeOfAPruneLosesNothing() throws Exception {
    sql("create table t (id integer primary key, b blob)");
    boolean gone = true;
    int n = 0;
    while (gone) {
      assertThat(++n).isLessThan(60);
      try (Belay belay = Belay.open(settings(location(), Copies.NONE))) {
        sql("delete from t", "insert into t(b) values (randomblob(9000)), (randomblob(9000))");
        String lost = backup(belay, database());
        sql("insert into t(b) values (randomblob(9000))");
        String kept = backup(belay, database());
        lose(FileKind.SNAPSHOT, List.of(lost));
        gone = prune(n);
        lose(FileKind.LOCK, names(FileKind.LOCK)); // of this process, which still lives
        assertThat(listed(belay)).as("change %d", n).contains(kept);
      }
      proved("change " + n);
    }
    assertThat(n).isGreaterThan(8);
    prune(1000);
    proved("at the end");
    assertThat(restic("check", "--read-data")).contains("no errors were found");
  }

  /** Whether the storage was gone before the prune was done. */
  private boolean prune(int changes) throws IOException {
    GoneStore store = new GoneStore(Stores.open(location(), storage()), changes);
    try (Secret secret = Secret.ofPassword(PASSWORD.toCharArray());
        Repository repository = Repository.open(store, secret)) {
      repository.prune(new PruneOptions(MaxUnused.parse("0"), false), PruneListener.NONE);
    } catch (BelayException e) {
      assertThat(store.gone()).as(e.getMessage()).isTrue();
    }
    return store.gone();
  }

  private List<String> names(FileKind kind) throws IOException {
    List<String> names = new ArrayList<>();
    try (Store store = Stores.open(location(), storage())) {
      store.list(kind, (name, size) -> names.add(name));
    }
    return names;
  }

  @Test
  void processesThatAreKilledLeaveWhatWasThere() throws Exception {
    fill(2_000);
    try (Belay belay = Belay.open(settings(location(), Copies.NONE))) {
      backup(belay, database());
    }
    for (int lines = 0; lines < 4; lines++) {
      Process process = start("cache", 20, database(), "prune");
      try (BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (int i = 0; i <= lines; i++) {
          sql("update t set b = randomblob(1000) where id % 5 = " + i);
          List<String> ids;
          try (Belay belay = Belay.open(settings(location(), Copies.NONE))) {
            ids = listed(belay);
          }
          lose(FileKind.SNAPSHOT, ids.subList(Math.min(2, ids.size()), ids.size()));
          assertThat(said.readLine()).as("line %d", i).matches(".* \\d+");
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
      proved("killed after " + lines + " lines");
    }
    try (Belay belay = Belay.open(settings(location(), Copies.NONE))) {
      belay.prune("0", false, Progress.NONE);
    }
    assertThat(restic("check", "--read-data")).contains("no errors were found");
  }

  private Process start(String cache, int rounds, String... works) throws IOException {
    return RemoteProcess.start(location(), environment(), directory.resolve(cache), rounds, works);
  }

  @Test
  void twoBackupsAPruneAndACheckRunAtOnceInTwoProcesses() throws Exception {
    fill(2_000);
    String other = directory.resolve("other.db").toString();
    change(other, "create table u (id integer primary key, b blob)");
    try (Belay belay = Belay.open(settings(location(), Copies.NONE))) {
      backup(belay, database());
      List<Process> processes =
          List.of(start("one", 3, database(), "prune"), start("two", 3, other, "check"));
      while (processes.stream().anyMatch(Process::isAlive)) {
        sql("update t set b = randomblob(1000) where id % 7 = abs(random()) % 7");
        change(other, "insert into u(b) values (randomblob(20000))");
        List<String> ids = listed(belay);
        lose(FileKind.SNAPSHOT, ids.subList(Math.min(3, ids.size()), ids.size()));
      }
      for (Process process : processes) {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
      }
      assertThat(listed(belay)).isNotEmpty();
      belay.prune("0", false, Progress.NONE);
    }
    proved("after it all");
    assertThat(restic("check", "--read-data")).contains("no errors were found");
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

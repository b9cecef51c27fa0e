package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.Belay;
import dev.belay.DiffRequest;
import dev.belay.ListRequest;
import dev.belay.RepositoryPassword;
import dev.belay.RestoreRequest;
import dev.belay.Settings;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.Progress;
import dev.belay.model.SnapshotSummary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A repository that an earlier version wrote is read whole, and holds what it held. The repository
 * is committed and never written again; the databases are built from SQL beside it.
 */
final class GoldenRepositoryTest {
  private static final String FORMAT = "/golden/format-1/";

  @TempDir Path directory;
  private Belay belay;

  @BeforeEach
  void unpack() throws IOException {
    try (InputStream raw = resource("repository.zip");
        ZipInputStream zip = new ZipInputStream(raw)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = directory.resolve(entry.getName()).normalize();
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
        Files.write(file, zip.readAllBytes());
      }
    }
    belay = open("the password of the golden repository");
  }

  @AfterEach
  void close() {
    belay.close();
  }

  private Belay open(String password) {
    RepositoryPassword given =
        new RepositoryPassword() {
          @Override
          public char[] get(boolean creating) {
            return password.toCharArray();
          }

          @Override
          public boolean random() {
            return false;
          }
        };
    return Belay.open(
        Settings.of(directory.resolve("repository").toString(), given, Clock.systemUTC()));
  }

  @Test
  void bothKeysOpenItAndEveryByteIsRight() {
    assertThat(belay.check(true, Progress.NONE).problems()).isEmpty();
    try (Belay second = open("the second password")) {
      assertThat(second.check(true, Progress.NONE).problems()).isEmpty();
    }
  }

  @Test
  void everySnapshotAndRunIsListedWithWhatWasSaidOfIt() {
    List<SnapshotSummary> all = snapshots();
    assertThat(all)
        .extracting(SnapshotSummary::description)
        .contains("sqlite-1", "sqlite-2", "postgresql-1", "postgresql-2")
        .hasSize(6);
    assertThat(named("sqlite-1").pinned()).isTrue();
    assertThat(named("sqlite-1").tags()).containsExactly("first");
    assertThat(named("postgresql-2").tags()).containsExactly("quarter");
    assertThat(named("sqlite-2").type()).isEqualTo("daily");
    assertThat(belay.history())
        .extracting(run -> run.command() + " " + run.outcome())
        .containsExactly("undo COMMITTED", "restore COMMITTED");
  }

  @Test
  void theSqliteSnapshotsHoldWhatTheDatabaseHeld() throws Exception {
    Path file = directory.resolve("app.db");
    Side side = new Side(file.toString(), "jdbc:sqlite:" + file);
    run(side, "sqlite-1.sql");
    equal("sqlite-1", side);
    run(side, "sqlite-2.sql");
    equal("sqlite-2", side);
    Path copy = directory.resolve("copy.db");
    belay.restore(
        RestoreRequest.of(named("sqlite-2").snapshot()).asNew(copy.toString()),
        Optional.empty(),
        Progress.NONE);
    equal("sqlite-2", new Side(copy.toString(), "jdbc:sqlite:" + copy));
  }

  @Test
  @Tag("server")
  void thePostgresSnapshotsHoldWhatTheDatabaseHeld() throws Exception {
    Side side = Side.postgres(PostgresServers.of(15));
    run(side, "postgresql-1.sql");
    equal("postgresql-1", side);
    run(side, "postgresql-2.sql");
    equal("postgresql-2", side);
  }

  private static void run(Side side, String script) throws Exception {
    try (InputStream sql = resource(script)) {
      String text = new String(sql.readAllBytes(), StandardCharsets.UTF_8);
      side.sql(text.strip().split(";\n", -1));
    }
  }

  private void equal(String description, Side side) {
    assertThat(
            belay
                .diff(
                    new DiffRequest(
                        named(description).snapshot(), Optional.of(side.reference()), List.of()),
                    Progress.NONE,
                    Optional.empty())
                .equal())
        .as(description)
        .isTrue();
  }

  private SnapshotSummary named(String description) {
    return snapshots().stream()
        .filter(s -> s.description().equals(description))
        .findFirst()
        .orElseThrow();
  }

  private List<SnapshotSummary> snapshots() {
    List<SnapshotSummary> all = new ArrayList<>();
    belay.list(ListRequest.ALL, all::add);
    return all;
  }

  private static InputStream resource(String name) {
    return Optional.ofNullable(GoldenRepositoryTest.class.getResourceAsStream(FORMAT + name))
        .orElseThrow();
  }
}

package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.SnapshotDetails;
import dev.belay.model.StoredFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and directories that belong to a database and go into its snapshots. */
class CompanionFilesTest {
  @TempDir Path directory;
  private Workbench bench;
  private Path data;

  @BeforeEach
  void application() throws Exception {
    data = directory.resolve("data");
    Files.createDirectories(data.resolve("avatars/deep/er"));
    Files.createDirectory(data.resolve("empty"));
    byte[] large = new byte[3_500_000];
    new Random(7).nextBytes(large);
    Files.write(data.resolve("avatars/large.png"), large);
    Files.writeString(data.resolve("avatars/deep/er/ö \"x\".txt"), "hello");
    Files.createFile(data.resolve("avatars/nothing"));
    Files.createSymbolicLink(data.resolve("avatars/link"), Path.of("../../elsewhere"));
    Files.setPosixFilePermissions(
        data.resolve("avatars/nothing"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.setLastModifiedTime(
        data.resolve("avatars/large.png"), FileTime.from(Instant.parse("2021-03-04T05:06:07Z")));
    Files.writeString(directory.resolve("app.conf"), "port = 80\n");
    bench =
        Workbench.of(
            directory,
            """
            databases: {app: data/app.db}
            profiles:
              all: {database: app, files: [data, app.conf]}
              lost: {database: app, files: [nowhere]}
            """);
    try (var connection =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + data.resolve("app.db"));
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    }
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private BackupResult backup(String profile) {
    return bench.belay.backup(BackupRequest.of("").withProfile(profile), Progress.NONE);
  }

  @Test
  void they_lie_in_the_snapshot_as_plain_files_and_come_out_as_they_were() throws Exception {
    BackupResult result = backup("all");
    String id = result.snapshot().orElseThrow();

    SnapshotDetails details = bench.belay.show(id);
    assertThat(details.files())
        .containsExactly(
            new StoredFiles("data", data.toString(), true, 3, 1, 3_500_005),
            new StoredFiles("app.conf", directory.resolve("app.conf").toString(), false, 1, 0, 10));
    assertThat(result.warnings()).anyMatch(w -> w.contains("app.db is the database itself"));
    assertThat(bench.belay.check(true, Progress.NONE).problems()).isEmpty();

    Path out = directory.resolve("out");
    bench.belay.exportFiles(id, out, Progress.NONE);
    assertThat(
            Files.mismatch(
                out.resolve("data/avatars/large.png"), data.resolve("avatars/large.png")))
        .isEqualTo(-1);
    assertThat(out.resolve("data/avatars/deep/er/ö \"x\".txt")).hasContent("hello");
    assertThat(Files.readSymbolicLink(out.resolve("data/avatars/link")))
        .isEqualTo(Path.of("../../elsewhere"));
    assertThat(Files.getPosixFilePermissions(out.resolve("data/avatars/nothing")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(Files.getLastModifiedTime(out.resolve("data/avatars/large.png")).toInstant())
        .isEqualTo(Instant.parse("2021-03-04T05:06:07Z"));
    assertThat(out.resolve("data/empty")).isEmptyDirectory();
    assertThat(out.resolve("data/app.db")).doesNotExist();
    assertThat(out.resolve("app.conf")).hasContent("port = 80\n");
    try (var left = Files.list(out)) {
      assertThat(left).hasSize(2);
    }
    assertThatThrownBy(() -> bench.belay.exportFiles(id, out, Progress.NONE))
        .hasMessageContaining("is there already");
  }

  @Test
  void restic_reads_them_and_equal_content_is_stored_once() throws Exception {
    backup("all");
    Files.writeString(data.resolve("avatars/new.txt"), "one more");
    BackupResult second = backup("all");
    assertThat(second.bytesStored()).isLessThan(20_000);

    assertThat(bench.restic("ls", "latest"))
        .contains("/files/data/avatars/large.png", "/files/data/avatars/link", "/files/app.conf");
    assertThat(bench.restic("dump", "latest", "/files/data/avatars/new.txt")).endsWith("one more");
    bench.restic("check", "--read-data");
    bench.restic("restore", "latest", "--target", directory.resolve("restic").toString());
    assertThat(Files.readSymbolicLink(directory.resolve("restic/files/data/avatars/link")))
        .isEqualTo(Path.of("../../elsewhere"));
  }

  @Test
  void what_is_not_there_is_told_before_anything_is_written() {
    assertThatThrownBy(() -> backup("lost"))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining("no file or directory " + directory.resolve("nowhere"));
    assertThat(directory.resolve("repo")).doesNotExist();
    String plain =
        bench.belay.backup(BackupRequest.of("app"), Progress.NONE).snapshot().orElseThrow();
    assertThatThrownBy(
            () -> bench.belay.exportFiles(plain, directory.resolve("out"), Progress.NONE))
        .hasMessageContaining("has no files beside its tables");
    assertThat(List.of(directory.resolve("out"))).noneMatch(Files::exists);
  }
}

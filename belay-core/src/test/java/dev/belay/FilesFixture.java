package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A database with a folder and a file beside it, all in a snapshot. */
abstract class FilesFixture {
  static final Instant LONG_AGO = Instant.parse("2021-03-04T05:06:07Z");

  @TempDir Path directory;
  Path avatars;
  Workbench bench;
  String snapshot = "";

  @BeforeEach
  final void application() throws Exception {
    avatars = directory.resolve("media/avatars");
    Files.createDirectories(avatars.resolve("deep/er"));
    Files.createDirectory(avatars.resolve("empty"));
    byte[] large = new byte[2_500_000];
    new Random(7).nextBytes(large);
    Files.write(avatars.resolve("large.png"), large);
    Files.setLastModifiedTime(avatars.resolve("large.png"), FileTime.from(LONG_AGO));
    Files.writeString(avatars.resolve("deep/er/ö \"x\".txt"), "hello");
    Files.writeString(avatars.resolve("same.txt"), "same");
    Files.createFile(avatars.resolve("nothing"));
    Files.setPosixFilePermissions(
        avatars.resolve("nothing"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.createSymbolicLink(avatars.resolve("deep/link"), Path.of("../same.txt"));
    Files.writeString(directory.resolve("app.conf"), "port = 80\n");
    bench =
        Workbench.of(
            directory,
            """
            databases: {app: app.db}
            profiles:
              all: {database: app, files: [media/avatars, app.conf]}
              tables: {database: app}
            """);
    bench.sql("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)", "INSERT INTO t VALUES (1, 'a')");
    snapshot = backupOfAll();
  }

  @AfterEach
  final void close() {
    bench.close();
  }

  /** Rows and files of the snapshot. */
  RestoreRequest request() {
    return RestoreRequest.of(snapshot).withProfile("all");
  }

  Plan plan() {
    return bench.belay.plan(request(), Progress.NONE);
  }

  /** Everything in the folder and the file: kind, rights and content. */
  Map<String, String> state() throws IOException {
    Map<String, String> state = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(directory.resolve("media"))) {
      for (Path each : Stream.concat(walk, Stream.of(directory.resolve("app.conf"))).toList()) {
        if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
          state.put(directory.relativize(each).toString(), described(each));
        }
      }
    }
    return state;
  }

  private static String described(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    return Files.isDirectory(path)
        ? "directory"
        : rights + " " + Arrays.hashCode(Files.readAllBytes(path));
  }

  /** Changes rows and files in each way. */
  void damage() throws Exception {
    Files.writeString(avatars.resolve("large.png"), "overwritten");
    Files.delete(avatars.resolve("deep/er/ö \"x\".txt"));
    Files.delete(avatars.resolve("deep/er"));
    Files.delete(avatars.resolve("deep/link"));
    Files.writeString(avatars.resolve("deep/link"), "no link any more");
    Files.delete(avatars.resolve("empty"));
    Files.setPosixFilePermissions(
        avatars.resolve("nothing"), PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.createDirectories(avatars.resolve("new/deeper"));
    Files.writeString(avatars.resolve("new/deeper/one"), "1");
    Files.writeString(avatars.resolve("two"), "2");
    Files.delete(directory.resolve("app.conf"));
    bench.sql("UPDATE t SET x = 'b'");
  }

  /** A restore is refused, and nothing happens. */
  void refused(String why) throws IOException {
    Map<String, String> before = state();
    assertThatThrownBy(() -> bench.restore(request()))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining(why);
    assertThat(state()).isEqualTo(before);
  }

  static void deleteAll(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  String backupOfAll() {
    return bench
        .belay
        .backup(BackupRequest.of("").withProfile("all"), Progress.NONE)
        .snapshot()
        .orElseThrow();
  }
}

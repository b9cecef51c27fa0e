package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.Belay;
import dev.belay.CrashingProcess;
import dev.belay.Workbench;
import dev.belay.model.KeyInfo;
import dev.belay.model.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of the password, killed at each of its steps. */
@Tag("crash")
class PasswordCrashTest {
  private static final int MANY = 30;

  @TempDir Path directory;

  @Test
  void afterEachStepTheNextCommandOpensTheRepository() throws Exception {
    Path own = directory.resolve("own.key");
    Path repository = directory.resolve("repo");
    try (Workbench bench = new Workbench(directory)) {
      bench.sql("create table t (id integer primary key)", "insert into t values (1)");
      bench.backup();
    }
    int both = 0;
    int n = 0;
    boolean died = true;
    while (died) {
      assertThat(++n).isLessThan(MANY);
      Files.writeString(own, Workbench.PASSWORD + "\n");
      Process process = CrashingProcess.start(repository, "", "passwd", "touch:" + n);
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      assertThat(exit).as(output).isIn(0, 137);
      died = exit == 137;

      assertThat(Files.readString(own))
          .isIn(Workbench.PASSWORD + "\n", Workbench.SECOND_PASSWORD + "\n");
      try (Belay belay =
          Belay.open(Workbench.settings(repository, Workbench.keyFile(repository)))) {
        assertThat(belay.check(false, Progress.NONE).problems()).as("step %d", n).isEmpty();
        both += belay.keys().size() > 1 ? 1 : 0;
        reset(belay, own, repository);
      }
    }
    assertThat(n).isGreaterThan(6);
    assertThat(both).isGreaterThan(2);
  }

  /**
   * The new file is there for as long as it takes to make it durable. A process that is seen too
   * late is tried again.
   */
  @Test
  void betweenTheNewKeyFileAndItsNameTheOldOneOpensTheRepository() throws Exception {
    Path keys = Files.createDirectory(directory.resolve("keys"));
    Path own = keys.resolve("own.key");
    Files.createSymbolicLink(directory.resolve("own.key"), own);
    Path repository = directory.resolve("repo");
    Files.writeString(own, Workbench.PASSWORD + "\n");
    try (Workbench bench = new Workbench(directory)) {
      bench.sql("create table t (id integer primary key)", "insert into t values (1)");
      bench.backup();
    }
    boolean between = false;
    for (int i = 0; i < MANY && !between; i++) {
      Process process = CrashingProcess.start(repository, "", "passwd", "replacing:" + keys);
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isIn(0, 137);
      List<Path> left = others(keys, own);
      between = Files.readString(own).equals(Workbench.PASSWORD + "\n") && !left.isEmpty();
      for (Path file : left) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
      try (Belay belay =
          Belay.open(Workbench.settings(repository, Workbench.keyFile(repository)))) {
        assertThat(belay.check(false, Progress.NONE).problems()).isEmpty();
        assertThat(belay.keys()).hasSize(between ? 2 : belay.keys().size());
        assertThat(others(keys, own)).as("what the killed one left").isEmpty();
        reset(belay, own, repository);
      }
    }
    assertThat(between).isTrue();
  }

  private static List<Path> others(Path keys, Path own) throws IOException {
    try (Stream<Path> all = Files.list(keys)) {
      return all.filter(f -> !f.equals(own)).toList();
    }
  }

  /** The first password is the only one again. */
  private static void reset(Belay belay, Path own, Path repository) throws Exception {
    String wanted = Files.readString(own);
    if (!wanted.equals(Workbench.PASSWORD + "\n")) {
      belay.changeKey(new dev.belay.config.GivenPassword(() -> Workbench.PASSWORD.toCharArray()));
      assertThat(Files.readString(own)).isEqualTo(Workbench.PASSWORD + "\n");
    }
    try (Belay again = Belay.open(Workbench.settings(repository, Workbench.keyFile(repository)))) {
      List<KeyInfo> others = again.keys().stream().filter(k -> !k.current()).toList();
      others.forEach(k -> again.removeKey(k.id(), false));
    }
  }
}

package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.Belay;
import dev.belay.CrashingProcess;
import dev.belay.Workbench;
import dev.belay.model.KeyInfo;
import dev.belay.model.Progress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        reset(belay, own);
      }
    }
    assertThat(n).isGreaterThan(6);
    assertThat(both).isGreaterThan(2);
  }

  /** The first password is the only one again. */
  private static void reset(Belay belay, Path own) throws Exception {
    String wanted = Files.readString(own);
    if (!wanted.equals(Workbench.PASSWORD + "\n")) {
      belay.changeKey(new dev.belay.config.GivenPassword(() -> Workbench.PASSWORD.toCharArray()));
      assertThat(Files.readString(own)).isEqualTo(Workbench.PASSWORD + "\n");
    }
    try (Belay again =
        Belay.open(
            Workbench.settings(
                own.resolveSibling("repo"), Workbench.keyFile(own.resolveSibling("repo"))))) {
      List<KeyInfo> others = again.keys().stream().filter(k -> !k.current()).toList();
      others.forEach(k -> again.removeKey(k.id(), false));
    }
  }
}

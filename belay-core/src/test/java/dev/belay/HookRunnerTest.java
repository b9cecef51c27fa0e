package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.Hooks.Hook;
import dev.belay.model.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookRunnerTest {
  @TempDir Path directory;
  private final HookRunner hooks = new HookRunner(Progress.NONE);

  private static Hook sh(String script, Duration limit) {
    return new Hook(List.of("sh", "-c", script), limit);
  }

  private static Hook sh(String script) {
    return sh(script, Duration.ofMinutes(1));
  }

  @Test
  void the_arguments_go_to_the_program_as_they_stand() throws IOException {
    Path file = directory.resolve("$HOME; two words");
    hooks.run("before-run", new Hook(List.of("touch", file.toString()), Duration.ofMinutes(1)));
    assertThat(file).exists();
  }

  @Test
  void a_failure_says_the_code_and_the_last_lines() {
    assertThatThrownBy(() -> hooks.run("before-run", sh("seq 5; echo no such service >&2; exit 3")))
        .isInstanceOf(BelayException.class)
        .hasMessage("hook before-run (sh) ended with exit code 3: 4 | 5 | no such service");
    assertThatThrownBy(
            () ->
                hooks.run(
                    "before-run", new Hook(List.of("no-such-program"), Duration.ofMinutes(1))))
        .hasMessageContaining("hook before-run (no-such-program) can't be started");
  }

  @Test
  void at_the_limit_the_whole_tree_is_ended() throws Exception {
    Path pid = directory.resolve("pid");
    String script = "sleep 600 & echo $! > " + pid + "; echo waiting; wait";

    assertThatThrownBy(() -> hooks.run("before-run", sh(script, Duration.ofSeconds(2))))
        .hasMessageContaining("hook before-run (sh) did not end within 2s and was ended: waiting");

    long child = Long.parseLong(Files.readString(pid).strip());
    ProcessHandle.of(child).ifPresent(p -> p.onExit().join());
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void what_a_command_leaves_running_is_not_waited_for() throws Exception {
    Path pid = directory.resolve("pid");
    hooks.run("after-run", sh("sleep 600 & echo $! > " + pid));
    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        .ifPresent(ProcessHandle::destroy);
  }

  @Test
  void after_runs_whatever_became_of_the_work_and_keeps_its_error() throws IOException {
    Path file = directory.resolve("after");
    Hook after = sh("echo after >> " + file);
    Hook bad = sh("exit 1");

    String done =
        hooks.around(
            "run",
            Optional.empty(),
            Optional.of(bad),
            () -> "done",
            (r, warning) -> r + ": " + warning);
    assertThat(done).startsWith("done: hook after-run (sh) ended with exit code 1");
    assertThatThrownBy(
            () ->
                hooks.around(
                    "run",
                    Optional.empty(),
                    Optional.of(after),
                    () -> {
                      throw new IOException("the work");
                    },
                    (r, warning) -> r))
        .hasMessage("the work");
    assertThatThrownBy(
            () ->
                hooks.around(
                    "run",
                    Optional.of(bad),
                    Optional.of(after),
                    () -> Files.writeString(directory.resolve("begun"), ""),
                    (r, warning) -> r))
        .hasMessageContaining("before-run");
    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(directory.resolve("begun")).doesNotExist();
  }
}

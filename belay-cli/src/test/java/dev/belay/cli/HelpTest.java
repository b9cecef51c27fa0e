package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  @TempDir Path directory;

  @Test
  void help_lists_every_command_and_exit_code() {
    for (String[] words : new String[][] {{"help"}, {"--help"}, {"-h"}}) {
      String out = new Cli(directory).ok(words).out();
      assertThat(out).contains(Commands.names());
      assertThat(out)
          .contains("--config", "--repo", "--json", "--quiet", "--verbose", "--no-progress");
      assertThat(out).contains("6 recovery needed", "130 interrupted");
    }
  }

  @Test
  void each_command_has_help_in_two_ways() {
    for (String name : Commands.names()) {
      String out = new Cli(directory).ok("help", name).out();
      assertThat(out).startsWith("Usage: belay " + name);
      if (!name.equals("help")) {
        assertThat(new Cli(directory).ok(name, "--help").out()).isEqualTo(out);
      }
    }
  }

  @Test
  void the_version_is_told() {
    assertThat(new Cli(directory).ok("--version").out())
        .matches("belay \\d+\\.\\d+.* \\(Java .*\\)\n");
    assertThat(new Cli(directory).ok("--version", "--json").json().get("version").asText())
        .isNotEmpty();
    assertThat(new Cli(directory).ok("help", "--json").json().get("help").asText())
        .contains("Usage");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void completion_knows_commands_and_options(String shell) {
    String script = new Cli(directory).ok("completion", shell).out();
    assertThat(script).contains("restore", "exclude-table", "description");
    assertThat(
            new Cli(directory)
                .ok("completion", shell, "--json")
                .json()
                .get("script")
                .asText()
                .strip())
        .isEqualTo(script.strip());
  }

  @Test
  void the_script_for_bash_is_one_that_bash_takes() throws Exception {
    String script = new Cli(directory).ok("completion", "bash").out();
    Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    try (var in = bash.outputWriter(java.nio.charset.StandardCharsets.UTF_8)) {
      in.write(script);
    }
    assertThat(
            new String(
                bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEmpty();
    assertThat(bash.waitFor()).isZero();
  }
}

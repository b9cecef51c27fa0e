package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each example's session works as its README tells it. The lines of its console blocks that begin
 * with {@code $} are typed one after the other, in a copy of its directory, with {@code belay} as a
 * program of its own; {@code # exit N} at a line's end is the exit code that it is to have, else 0.
 * What stands below a command is what it prints: exactly for other programs, for {@code belay}
 * lines of it, in which {@code …} stands for anything.
 */
@Tag("slow")
final class ExamplesTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\n(.*?)^```");
  private static final Pattern EXIT = Pattern.compile("\\s+# exit (\\d+)\\s*$");
  private static final Pattern PLAN = Pattern.compile("(?:Plan |\"plan\" ?: ?\")([0-9a-f]{16})");

  @TempDir private Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private String lastPlan = "";
  private String port = "";

  @ParameterizedTest
  @ValueSource(strings = {"chore-board", "bar-till", "journal"})
  void sqlite(String example) throws Exception {
    follow(example);
  }

  @ParameterizedTest
  @ValueSource(strings = {"word-registry", "booking-office"})
  @Tag("server")
  void postgresql(String example) throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(Path.of("target/pg-server").toAbsolutePath().toFile())
            .start()) {
      port = Integer.toString(server.getPort());
      environment.put("PGHOST", "localhost");
      environment.put("PGPORT", port);
      environment.put("PGUSER", "postgres");
      follow(example);
    }
  }

  private void follow(String example) throws Exception {
    Path source = Path.of("../examples").resolve(example);
    Path place = directory.resolve(example);
    copy(source, place);
    Path yaml = place.resolve("belay.yaml");
    Files.writeString(
        yaml,
        Files.readString(yaml)
            .replaceAll("//[a-z]+@localhost:5432/", "//postgres@localhost:" + port + "/"));
    installBelay();
    int commands = 0;
    for (Step step : steps(Files.readString(source.resolve("README.md")))) {
      carryOut(step, place);
      commands++;
    }
    assertThat(commands).isPositive();
  }

  /** A command, and what stands below it. */
  private record Step(String command, int exit, List<String> below) {}

  private static List<Step> steps(String page) {
    List<Step> steps = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(page);
    while (blocks.find()) {
      for (String line : blocks.group(1).lines().toList()) {
        if (line.startsWith("$ ")) {
          Matcher exit = EXIT.matcher(line);
          int code = exit.find() ? Integer.parseInt(exit.group(1)) : 0;
          String command = EXIT.matcher(line.substring(2)).replaceFirst("");
          steps.add(new Step(command, code, new ArrayList<>()));
        } else if (!line.isBlank()) {
          steps.get(steps.size() - 1).below().add(line);
        }
      }
    }
    return steps;
  }

  private void carryOut(Step step, Path place) throws IOException, InterruptedException {
    String command = step.command().replaceAll("--plan \\S+", "--plan " + lastPlan);
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", "set -o pipefail; " + command)
            .directory(place.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(command + "\n" + said).isEqualTo(step.exit());
    if (step.command().startsWith("belay ")) {
      step.below().forEach(line -> assertThat(said).as(command).containsPattern(pattern(line)));
    } else {
      assertThat(said.lines().toList()).as(command).isEqualTo(step.below());
    }
    Matcher shown = PLAN.matcher(said);
    while (shown.find()) {
      lastPlan = shown.group(1);
    }
  }

  /** However many blanks a column is wide. */
  private static Pattern pattern(String line) {
    StringBuilder pattern = new StringBuilder();
    for (String part : line.strip().split("(?<=…)|(?=…)|\\s+", -1)) {
      if (pattern.length() > 0) {
        pattern.append("\\s*");
      }
      pattern.append(part.equals("…") ? ".*" : Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString());
  }

  private void installBelay() throws IOException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path belay = bin.resolve("belay");
    Files.writeString(
        belay,
        "#!/bin/sh\nexec '%s/bin/java' -XX:TieredStopAtLevel=1 -Xmx256m -cp '%s' dev.belay.cli.Main \"$@\"\n"
            .formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
    assertThat(belay.toFile().setExecutable(true)).isTrue();
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    environment.put("HOME", directory.resolve("home").toString());
    environment.put("XDG_CONFIG_HOME", directory.resolve("home/.config").toString());
    environment.put("TZ", "UTC");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path place = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(place);
        } else {
          Files.copy(each, place);
        }
      }
    }
  }
}

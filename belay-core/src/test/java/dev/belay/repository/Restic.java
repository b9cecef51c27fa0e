package dev.belay.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The restic program, as the independent judge of what Belay writes. */
final class Restic {
  static final String PASSWORD = "correct horse";

  private final Path repository;
  private final Path scratch;

  Restic(Path repository, Path scratch) {
    this.repository = repository;
    this.scratch = scratch;
  }

  /** Runs a restic command that must succeed; returns its standard output. */
  String run(String... arguments) throws Exception {
    return new String(bytes(Map.of(), arguments), UTF_8);
  }

  /** Starts a restic command that reads its standard input, and leaves it running. */
  Process startWithInput(String... arguments) {
    return start(builder(Map.of(), arguments).redirectErrorStream(true));
  }

  byte[] bytes(Map<String, String> environment, String... arguments) throws Exception {
    Path out = Files.createTempFile(scratch, "restic", ".out");
    Path err = Files.createTempFile(scratch, "restic", ".err");
    ProcessBuilder builder = builder(environment, arguments);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = start(builder);
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(
          builder.command() + " failed:\n" + Files.readString(out) + "\n" + Files.readString(err));
    }
    return Files.readAllBytes(out);
  }

  private ProcessBuilder builder(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of("restic", "--no-cache", "-r"));
    command.add(repository.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
    builder.environment().put("RESTIC_PASSWORD", PASSWORD);
    builder.environment().putAll(environment);
    return builder;
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          "this test needs the program restic, 0.14 or newer; on Debian: apt-get install restic",
          e);
    }
  }
}

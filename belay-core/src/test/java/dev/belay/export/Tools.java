package dev.belay.export;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The programs that people load exports with. */
final class Tools {
  private Tools() {}

  /** Feeds a file to {@code sqlite3} and gives what it printed; fails the test where it fails. */
  static String sqlite3(Path database, Path script) throws IOException, InterruptedException {
    return run(List.of("sqlite3", "-bail", "-batch", database.toString()), script);
  }

  /** Feeds a file to {@code psql}. */
  static String psql(String url, Path script) throws IOException, InterruptedException {
    return run(List.of("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", url), script);
  }

  private static String run(List<String> command, Path input)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectInput(new File(input.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(command + ": " + said);
    }
    return said;
  }
}

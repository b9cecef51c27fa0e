package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports that end before their time, in a process of their own. */
@Tag("crash")
class ExportInterruptedTest {
  private static final int ROWS = 100_000;

  private static final int TRIES = 10;

  /**
   * A file may have so many KiB in the process: less than any of the formats needs, and more than
   * the libraries that are unpacked first.
   */
  private static final int LIMIT = 2048;

  @TempDir Path directory;

  @BeforeEach
  void database() {
    new Cli(directory)
        .sql(
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)",
            "CREATE TABLE more (id INTEGER PRIMARY KEY, body TEXT)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                + ROWS
                + ") INSERT INTO notes SELECT i, hex(randomblob(60)) FROM n",
            "INSERT INTO more SELECT * FROM notes");
  }

  private Process start(String before, String output) throws IOException {
    String format = output.endsWith("/") ? "parquet" : "";
    List<String> command = new ArrayList<>(List.of("bash", "-c", before + " exec \"$@\"", "bash"));
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "export", "shop.db", "--output", output));
    command.addAll(format.isEmpty() ? List.of() : List.of("--format", format));
    command.addAll(single(output) ? List.of("--table", "notes") : List.of());
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("XDG_CONFIG_HOME", directory.resolve("config").toString());
    return builder.start();
  }

  private static boolean single(String output) {
    return output.endsWith(".csv") || output.endsWith(".parquet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x.json", "x.json.gz", "x.csv", "x.sql", "x.sql.zst", "x.db", "x.parquet", "x/"})
  void a_full_disk_leaves_no_file_and_is_told_in_one_line(String output) throws Exception {
    // What a disk quota does: writing fails, whoever the process belongs to.
    Process process = start("ulimit -f " + LIMIT + ";", output);
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(1);
    // A slow machine tells how far it is.
    long lines =
        said.lines().filter(l -> !l.isBlank() && !l.startsWith("belay: exporting ")).count();
    assertThat(lines).as(said).isLessThanOrEqualTo(2);
    assertThat(said).contains("export").doesNotContain("\tat ", "should not happen");
    assertThat(files(directory.resolve(output))).isEmpty();
    assertThat(leftovers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.json", "x.csv", "x.db", "x.parquet", "x/"})
  void killed_in_the_middle_there_is_no_file_by_that_name(String output) throws Exception {
    Path parent = output.endsWith("/") ? directory.resolve(output) : directory;
    int exit = 0;
    // One that is done before anybody looked is done again.
    for (int i = 0; i < TRIES && exit == 0; i++) {
      for (Path done : files(directory.resolve(output))) {
        Files.delete(done);
      }
      Process process = start("", output);
      while (process.isAlive() && !growing(parent)) {
        Thread.onSpinWait();
      }
      process.destroyForcibly();
      exit = process.waitFor();
    }
    assertThat(exit).isEqualTo(137);
    assertThat(files(directory.resolve(output))).isEmpty();
    // The next one is not in the way of what the first left.
    Process again = start("", output);
    String said = new String(again.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(again.waitFor()).as(said).isZero();
    assertThat(files(directory.resolve(output))).isNotEmpty();
    assertThat(leftovers()).as("what the killed one left").isEmpty();
  }

  /** What is seen under the output's name: the file itself, or what a directory shows. */
  private static List<Path> files(Path output) throws IOException {
    if (!Files.isDirectory(output)) {
      return Files.exists(output) ? List.of(output) : List.of();
    }
    try (Stream<Path> files = Files.list(output)) {
      return files.filter(f -> !f.getFileName().toString().startsWith(".belay-")).toList();
    }
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(f -> f.getFileName().toString().startsWith(".belay-")).toList();
    }
  }

  /** Whether a file that is being written there has begun to fill. */
  private static boolean growing(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (DirectoryStream<Path> workshops = Files.newDirectoryStream(directory, ".belay-*")) {
      for (Path workshop : workshops) {
        try (Stream<Path> files = Files.walk(workshop)) {
          for (Path file : files.toList()) {
            if (Files.size(file) > 100_000) {
              return true;
            }
          }
        }
      }
      return false;
    } catch (NoSuchFileException | DirectoryIteratorException | UncheckedIOException e) {
      return false; // it went away while it was looked at
    }
  }
}

package dev.belay.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs command lines as a person would, and measures them with GNU time. For one thread. */
final class Shell {
  private final Path work;
  private final Map<String, String> environment;

  Shell(Path work, Map<String, String> environment) {
    this.work = work;
    this.environment = new HashMap<>(environment);
  }

  /**
   * What one command took.
   *
   * @param seconds wall time
   * @param cpu seconds of processor time, of the command and all its children
   * @param megabytes the resident memory of its largest process, at its peak
   * @param output what it wrote to standard output
   */
  record Cost(double seconds, double cpu, double megabytes, String output) {}

  /** Runs it, and fails with its words where it fails. */
  Cost run(String command) throws IOException, InterruptedException {
    Files.createDirectories(work);
    Path resources = work.resolve("time.txt");
    File out = work.resolve("out.txt").toFile();
    File err = work.resolve("err.txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(
            "/usr/bin/time",
            "-f",
            "%U %S %M",
            "-o",
            resources.toString(),
            "bash",
            "-o",
            "pipefail",
            "-c",
            command);
    builder.environment().putAll(environment);
    builder.directory(work.toFile());
    builder.redirectInput(new File("/dev/null")).redirectOutput(out).redirectError(err);
    long start = System.nanoTime();
    int exit = builder.start().waitFor();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (exit != 0) {
      throw new IOException(
          "exit " + exit + " of " + command + "\n" + Files.readString(err.toPath()).strip());
    }
    List<String> lines = Files.readAllLines(resources);
    String[] used = lines.get(lines.size() - 1).split(" ", -1);
    return new Cost(
        seconds,
        Double.parseDouble(used[0]) + Double.parseDouble(used[1]),
        Double.parseDouble(used[2]) / 1024,
        new String(Files.readAllBytes(out.toPath()), StandardCharsets.UTF_8));
  }

  /** What other commands left to be written goes to disk now, so that nobody pays for another. */
  void settle() throws IOException, InterruptedException {
    run("sync");
  }

  /** How many bytes the files below a directory, or a file, have. */
  static long size(Path path) throws IOException {
    if (!Files.exists(path)) {
      return 0;
    }
    try (var files = Files.walk(path)) {
      long total = 0;
      for (Path file : (Iterable<Path>) files::iterator) {
        total += Files.isRegularFile(file) ? Files.size(file) : 0;
      }
      return total;
    }
  }

  static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, java.io.@org.jspecify.annotations.Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

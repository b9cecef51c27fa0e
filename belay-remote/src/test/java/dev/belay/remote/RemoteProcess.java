package dev.belay.remote;

import dev.belay.BackupRequest;
import dev.belay.Belay;
import dev.belay.model.CheckResult;
import dev.belay.model.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process that works with a repository in remote storage, several things at once: {@code LOCATION
 * CACHE ROUNDS WORK…}, where a work is {@code prune}, {@code check} or the database to back up.
 * Each round that is done is printed as a line.
 */
public final class RemoteProcess {
  private RemoteProcess() {}

  static Process start(
      String location, Map<String, String> environment, Path cache, int rounds, String... works)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RemoteProcess.class.getName(),
                location,
                cache.toString(),
                Integer.toString(rounds)));
    command.addAll(List.of(works));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    List<String> works = List.of(arguments).subList(3, arguments.length);
    ExecutorService threads = Executors.newFixedThreadPool(works.size());
    try {
      List<Future<?>> all = new ArrayList<>();
      for (String work : works) {
        all.add(threads.submit(() -> rounds(arguments, work)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void rounds(String[] arguments, String work) {
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      try (Belay belay =
          Belay.open(
              RemoteRepositoryTest.settings(
                  arguments[0], System.getenv(), Path.of(arguments[1])))) {
        switch (work) {
          case "prune" -> belay.prune("0", false, Progress.NONE);
          case "check" -> requireWhole(belay.check(true, Progress.NONE));
          default -> belay.backup(BackupRequest.of(work), Progress.NONE);
        }
      }
      System.out.println(work + " " + i);
    }
  }

  private static void requireWhole(CheckResult result) {
    if (!result.ok()) {
      throw new IllegalStateException(String.join("\n", result.problems()));
    }
  }
}

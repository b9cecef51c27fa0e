package dev.belay.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What all cases share.
 *
 * @param options what to measure
 * @param shell runs commands
 * @param results takes the measurements
 */
record Context(Options options, Shell shell, Results results) {
  private static final Pattern SNAPSHOT =
      Pattern.compile("\"snapshot\"\\s*:\\s*\"([0-9a-f]{64})\"");

  List<SampleTable> tables() {
    return Sample.tables(options.scale());
  }

  /** A path to write to. */
  Path work(String name) {
    return options.work().resolve(name);
  }

  /** Measures a command that stores nothing of interest. */
  Shell.Cost time(String label, String command) throws IOException, InterruptedException {
    shell.settle();
    Shell.Cost cost = shell.run(command);
    results.add(label, new Results.Sample(cost.seconds(), cost.cpu(), cost.megabytes(), -1));
    return cost;
  }

  /** Measures a command and by how much what is at {@code target} grows. */
  Shell.Cost store(String label, Path target, String command)
      throws IOException, InterruptedException {
    shell.settle();
    long before = Shell.size(target);
    Shell.Cost cost = shell.run(command);
    long grown = Shell.size(target) - before;
    results.add(label, new Results.Sample(cost.seconds(), cost.cpu(), cost.megabytes(), grown));
    return cost;
  }

  /** Measures Belay in the same way. */
  Shell.Cost belay(String label, Path repository, String command)
      throws IOException, InterruptedException {
    return store(
        label,
        repository,
        options.root().resolve("belay") + " --json --repo " + repository + " " + command);
  }

  /** The id of the snapshot that a backup of Belay told of. */
  static String snapshot(Shell.Cost backup) throws IOException {
    Matcher matcher = SNAPSHOT.matcher(backup.output());
    if (!matcher.find()) {
      throw new IOException("no snapshot in " + backup.output());
    }
    return matcher.group(1);
  }
}

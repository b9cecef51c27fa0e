package dev.belay.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What to measure.
 *
 * @param full 1.5 GB of rows, else 100 MB
 * @param postgres whether to measure PostgreSQL
 * @param sqlite whether to measure SQLite
 * @param prepare whether to generate the databases and do no more
 * @param rounds how often each thing is measured; the median counts
 * @param root the project's directory
 * @param cache where the generated databases are kept between runs
 * @param work where everything else is written; emptied first
 */
record Options(
    boolean full,
    boolean postgres,
    boolean sqlite,
    boolean prepare,
    int rounds,
    Path root,
    Path cache,
    Path work) {

  static final String USAGE =
      """
      usage: ./dev bench [small|full] [pg|sqlite|all] [prepare] [--rounds N]
        small   100 MB of rows, one round (the default)
        full    1.5 GB of rows, three rounds: needs 20 GB of disk and most of an hour
        prepare only generates the databases
      Databases are generated once and kept under belay-bench/target/cache (or BELAY_BENCH_CACHE).
      """;

  static Options parse(String[] args, Path root) {
    List<String> words = List.of(args);
    boolean full = words.contains("full");
    int rounds = full ? 3 : 1;
    int at = words.indexOf("--rounds");
    if (at >= 0 && at + 1 < args.length) {
      rounds = Integer.parseInt(args[at + 1]);
    }
    for (int i = 0; i < args.length; i++) {
      boolean value = i > 0 && args[i - 1].equals("--rounds");
      if (!value
          && !List.of("small", "full", "pg", "sqlite", "all", "prepare", "--rounds")
              .contains(args[i])) {
        throw new IllegalArgumentException("unknown: " + args[i] + "\n" + USAGE);
      }
    }
    boolean one = words.contains("pg") || words.contains("sqlite");
    Path target = root.resolve("belay-bench/target");
    String cache = System.getenv().getOrDefault("BELAY_BENCH_CACHE", target + "/cache");
    return new Options(
        full,
        !one || words.contains("pg"),
        !one || words.contains("sqlite"),
        words.contains("prepare"),
        rounds,
        root,
        Path.of(cache),
        target.resolve("work"));
  }

  String size() {
    return full ? "full" : "small";
  }

  double scale() {
    return full ? 1.0 : 1.0 / 15;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s, %d rounds, %s", size(), rounds, Arrays.asList(postgres, sqlite));
  }
}

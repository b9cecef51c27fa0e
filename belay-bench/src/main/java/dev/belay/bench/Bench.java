package dev.belay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/** The benchmark: see {@link Options#USAGE}. */
public final class Bench {
  private Bench() {}

  /** Runs it; the project's directory is the property {@code belay.root}. */
  public static void main(String[] args) throws IOException, InterruptedException, SQLException {
    if (args.length > 0 && (args[0].equals("--help") || args[0].equals("-h"))) {
      System.out.print(Options.USAGE);
      return;
    }
    Path root = Path.of(System.getProperty("belay.root", ".")).toAbsolutePath().normalize();
    Options options = Options.parse(args, root);
    Shell.delete(options.work());
    Files.createDirectories(options.work());
    // A home of its own: no key, setting or cache of the person who runs this is touched.
    Map<String, String> home =
        Map.of(
            "XDG_CONFIG_HOME",
            options.work() + "/config",
            "XDG_CACHE_HOME",
            options.work() + "/cache",
            "RESTIC_PASSWORD",
            "benchmark",
            "RESTIC_PROGRESS_FPS",
            "0");
    Context context = new Context(options, new Shell(options.work(), home), new Results());
    System.out.println("Belay bench: " + options);
    measure(context);
    if (!options.prepare()) {
      report(context);
    }
  }

  private static void measure(Context context)
      throws IOException, InterruptedException, SQLException {
    if (context.options().postgres()) {
      Path data = context.options().cache().resolve("pg15-" + context.options().size());
      try (PostgresServer server = PostgresServer.start(data)) {
        PostgresLoader.load(server, PostgresCases.PRISTINE, context.tables());
        if (!context.options().prepare()) {
          new PostgresCases(context, server).run();
          new MergeCases(context, server).run();
        }
      }
    }
    if (context.options().sqlite()) {
      SqliteCases cases = new SqliteCases(context);
      cases.prepare();
      if (!context.options().prepare()) {
        cases.run();
        new ListCase(context).run();
      }
    }
  }

  private static void report(Context context) throws IOException {
    String goals = Goal.markdown(context.results());
    String all = context.results().markdown();
    System.out.println("\n" + goals + "\n" + all);
    Path file =
        context.options().work().resolveSibling("bench-" + context.options().size() + ".md");
    Files.writeString(file, goals + "\n" + all);
    System.out.println("written to " + file);
  }
}

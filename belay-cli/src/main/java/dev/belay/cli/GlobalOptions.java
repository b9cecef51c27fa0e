package dev.belay.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program itself, and the options that every command takes, before its name or after it. */
@Command(
    name = "belay",
    customSynopsis = "belay [GLOBAL OPTIONS] COMMAND …",
    description =
        "Keeps application databases safe: back up, see the difference, restore just that, undo.",
    footer = {
      "",
      "Start with:  belay backup app.db      then: belay list, belay diff latest, belay restore"
          + " latest",
      "Take a tour: belay demo",
      "",
      "Exit codes: 0 done · 1 failed, nothing changed · 2 usage or configuration · 3 refused",
      "            4 locked or busy · 5 damage found · 6 recovery needed · 130 interrupted"
    })
final class GlobalOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      order = 100,
      description = "The configuration (default: belay.yaml, where there is one).")
  @Nullable String config;

  @Option(
      names = "--repo",
      paramLabel = "REPO",
      scope = ScopeType.INHERIT,
      order = 101,
      description = "Where snapshots live (default: BELAY_REPOSITORY, belay.yaml's, .belay/repo).")
  @Nullable String repository;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      order = 102,
      description = "One JSON document on standard output, all else on standard error.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      order = 103,
      description = "Only results and errors.")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      order = 104,
      description = "Also the stack trace of an error.")
  boolean verbose;

  @Option(
      names = "--no-progress",
      scope = ScopeType.INHERIT,
      order = 105,
      description = "No progress bar and no progress lines.")
  boolean noProgress;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      scope = ScopeType.INHERIT,
      order = 106,
      description =
          "How long to wait for somebody else's lock on the database, like 30s or 5m (default:"
              + " belay.yaml's, 10s).")
  @Nullable String wait;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      order = 107,
      usageHelp = true,
      description = "What this command does.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      order = 108,
      versionHelp = true,
      description = "The versions of Belay and Java.")
  boolean version;
}

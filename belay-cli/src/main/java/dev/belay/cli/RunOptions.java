package dev.belay.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every destructive command takes: how it is confirmed, and why it is done. */
final class RunOptions {
  @Option(
      names = "--dry-run",
      order = 50,
      description = "Show the plan and its id; change nothing.")
  boolean dryRun;

  @Option(
      names = "--plan",
      paramLabel = "ID",
      order = 51,
      description =
          "Apply exactly that plan, without a question; refused if anything changed since.")
  @Nullable String plan;

  @Option(names = "--yes", order = 52, description = "Plan and apply at once, without a question.")
  boolean yes;

  @Option(
      names = "--confirm",
      paramLabel = "NAME",
      order = 53,
      description = "The name of a database that is protected, instead of typing it.")
  @Nullable String confirm;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      order = 54,
      description = "Why, for the history.")
  String reason = "";

  /** Who does it, for the history. */
  static String by() {
    return System.getProperty("user.name", "");
  }
}

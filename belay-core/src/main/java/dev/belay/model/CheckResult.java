package dev.belay.model;

import java.util.List;

/**
 * What a check of a repository found.
 *
 * @param snapshots how many snapshots were checked
 * @param packs how many packs
 * @param bytesRead how much was read
 * @param problems what is wrong, a line each; empty where all is well
 * @param warnings what is to be known of how it was checked
 */
public record CheckResult(
    long snapshots, long packs, long bytesRead, List<String> problems, List<String> warnings) {
  public CheckResult {
    warnings = List.copyOf(warnings);
    problems = List.copyOf(problems);
  }

  public boolean ok() {
    return problems.isEmpty();
  }
}

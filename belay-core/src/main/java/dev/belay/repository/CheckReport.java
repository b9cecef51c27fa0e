package dev.belay.repository;

import java.util.List;

/**
 * What a check found.
 *
 * @param snapshots how many there are
 * @param packs how many the index names
 * @param bytesRead from the store
 * @param problemCount how many problems there were
 * @param locked whether others were kept from removing things meanwhile
 * @param problems the first of them; the listener saw them all
 */
public record CheckReport(
    long snapshots,
    long packs,
    long bytesRead,
    boolean locked,
    long problemCount,
    List<CheckProblem> problems) {
  /** How many problems are kept. */
  public static final int KEPT = 1000;

  /** Copies the list. */
  public CheckReport {
    problems = List.copyOf(problems);
  }

  /** The same of a check that nobody knew of. */
  CheckReport unlocked() {
    return new CheckReport(snapshots, packs, bytesRead, false, problemCount, problems);
  }

  /** Whether nothing is wrong. */
  public boolean ok() {
    return problemCount == 0;
  }
}

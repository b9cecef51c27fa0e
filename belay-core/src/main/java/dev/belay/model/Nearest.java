package dev.belay.model;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a person probably meant by a mistyped name. */
public final class Nearest {
  private Nearest() {}

  /**
   * The candidate that is nearest to {@code typed}, where one is near enough: at most a third of
   * its letters wrong (two neighbours exchanged count once), or {@code typed} is the beginning of
   * just that one. Before all others one that only has a schema in front of it.
   */
  public static Optional<String> to(String typed, Collection<String> candidates) {
    String wanted = typed.toLowerCase(Locale.ROOT);
    Optional<String> elsewhere =
        candidates.stream()
            .filter(c -> c.toLowerCase(Locale.ROOT).endsWith("." + wanted))
            .findFirst();
    if (elsewhere.isPresent()) {
      return elsewhere;
    }
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
      boolean sooner = best != null && begins(candidate, typed) && !begins(best, typed);
      if (distance < bestDistance || (distance == bestDistance && sooner)) {
        best = candidate;
        bestDistance = distance;
      }
    }
    if (best != null && bestDistance <= Math.max(1, Math.max(typed.length(), best.length()) / 3)) {
      return Optional.of(best);
    }
    return typed.length() < 2 ? Optional.empty() : onlyOneThatBegins(wanted, candidates);
  }

  /** {@code " Did you mean X?"}, or nothing where no candidate is near. */
  public static String question(String typed, Collection<String> candidates) {
    return to(typed, candidates).map(name -> " Did you mean " + name + "?").orElse("");
  }

  private static Optional<String> onlyOneThatBegins(String wanted, Collection<String> candidates) {
    var fitting =
        candidates.stream().filter(c -> c.toLowerCase(Locale.ROOT).startsWith(wanted)).toList();
    return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
  }

  /** Few people mistype a first letter. */
  private static boolean begins(String candidate, String typed) {
    return !typed.isEmpty() && candidate.regionMatches(true, 0, typed, 0, 1);
  }

  /** The optimal string alignment distance. */
  private static int distance(String a, String b) {
    int[] twoAgo = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], twoAgo[j - 2] + 1);
        }
      }
      int[] free = twoAgo;
      twoAgo = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}

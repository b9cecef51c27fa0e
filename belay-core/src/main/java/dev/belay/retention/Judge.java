package dev.belay.retention;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Applies a policy to the snapshots of one group, from the newest to the oldest, as {@code restic
 * forget} does: the same snapshots are kept.
 *
 * <ul>
 *   <li>A period's budget is spent on the newest snapshot of each period that has one; periods
 *       without snapshots cost nothing.
 *   <li>The oldest snapshot is kept while a budget is left, so that the history reaches back as far
 *       as it can.
 *   <li>Windows are measured from the newest snapshot that is not in the future, never from today:
 *       where backups stopped, nothing ages.
 * </ul>
 */
public final class Judge {
  private static final Comparator<Subject> NEWEST_FIRST =
      Comparator.comparing(Subject::time).reversed().thenComparing(Subject::id);

  private final RetentionPolicy policy;
  private final Instant now;

  /**
   * @param now what lies after it is in the future
   */
  public Judge(RetentionPolicy policy, Instant now) {
    this.policy = policy;
    this.now = now;
  }

  /** The decisions on a group's snapshots, newest first. */
  public List<Decision> decide(Collection<Subject> group) {
    return decide(group, latest(group));
  }

  /**
   * The same with windows that are measured from another moment, for snapshots of which one of a
   * different kind is the newest.
   */
  public List<Decision> decide(Collection<Subject> group, Instant latest) {
    List<Subject> sorted = group.stream().sorted(NEWEST_FIRST).toList();
    Sweep sweep = new Sweep(policy, latest);
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      decisions.add(sweep.next(sorted.get(i), i == sorted.size() - 1));
    }
    return decisions;
  }

  /** The newest moment of these that is not in the future. */
  public Instant latest(Collection<Subject> group) {
    return group.stream()
        .map(Subject::time)
        .filter(time -> time.isBefore(now))
        .max(Comparator.naturalOrder())
        // What restic counts from where there is none: the year 1.
        .orElse(Instant.parse("0001-01-01T00:00:00Z"));
  }

  /** One way through a group, with what is left of each budget. */
  private static final class Sweep {
    private final RetentionPolicy policy;
    private final Instant latest;
    private final Map<Period, Integer> left;
    private final Map<Period, Long> seen = new EnumMap<>(Period.class);
    private final Map<Period, Long> seenWithin = new EnumMap<>(Period.class);
    private int lastLeft;

    Sweep(RetentionPolicy policy, Instant latest) {
      this.policy = policy;
      this.latest = latest;
      this.lastLeft = policy.last();
      this.left = new EnumMap<>(Period.class);
      left.putAll(policy.counts());
    }

    Decision next(Subject subject, boolean oldest) {
      List<String> reasons = new ArrayList<>();
      for (List<String> tags : policy.tags()) {
        if (subject.hasAll(tags)) {
          reasons.add(
              "has tag " + (tags.equals(List.of("")) ? "none" : String.join(" and ", tags)));
        }
      }
      if (isWithin(subject, policy.within())) {
        reasons.add("within " + policy.within());
      }
      if (lastLeft != 0) {
        lastLeft = spent(lastLeft);
        reasons.add("last");
      }
      for (Period period : Period.values()) {
        count(subject, period, oldest, reasons);
      }
      for (Period period : Period.values()) {
        window(subject, period, reasons);
      }
      return new Decision(subject, reasons);
    }

    private void count(Subject subject, Period period, boolean oldest, List<String> reasons) {
      int budget = left.getOrDefault(period, 0);
      if (budget == 0) {
        return;
      }
      long in = period.of(subject.time());
      boolean first = !Long.valueOf(in).equals(seen.put(period, in));
      if (first || oldest) {
        left.put(period, spent(budget));
        reasons.add(first ? period.word() : "oldest, " + period.word() + " budget left");
      }
    }

    private void window(Subject subject, Period period, List<String> reasons) {
      Span window = policy.windows().getOrDefault(period, Span.NONE);
      if (isWithin(subject, window)) {
        long in = period.of(subject.time());
        if (!Long.valueOf(in).equals(seenWithin.put(period, in))) {
          reasons.add(period.word() + " within " + window);
        }
      }
    }

    private boolean isWithin(Subject subject, Span span) {
      return !span.isZero() && subject.time().isAfter(span.before(latest));
    }

    private static int spent(int budget) {
      return budget == RetentionPolicy.UNLIMITED ? budget : budget - 1;
    }
  }
}

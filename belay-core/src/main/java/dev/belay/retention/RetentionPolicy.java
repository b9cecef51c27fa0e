package dev.belay.retention;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What to keep. A snapshot that any of the rules wants is kept; all others may go.
 *
 * @param last the newest so many
 * @param counts for each period, of so many of them the newest snapshot; see {@link #UNLIMITED}
 * @param within all that are so much older than the newest, or less
 * @param windows for each period, its newest snapshot, back to so much before the newest of all
 * @param tags those that have all the tags of any of these lists; an empty tag fits those without
 *     any
 */
public record RetentionPolicy(
    int last,
    Map<Period, Integer> counts,
    Span within,
    Map<Period, Span> windows,
    List<List<String>> tags) {
  /** A count that never runs out. */
  public static final int UNLIMITED = -1;

  /** No rule at all. */
  public static final RetentionPolicy NONE =
      new RetentionPolicy(0, Map.of(), Span.NONE, Map.of(), List.of());

  /** What holds for safety snapshots where nothing else is said. */
  public static final RetentionPolicy SAFETY =
      new RetentionPolicy(0, Map.of(), Span.ofDays(7), Map.of(), List.of());

  public RetentionPolicy {
    Map<Period, Integer> some = new EnumMap<>(Period.class);
    counts.forEach(
        (period, count) -> {
          if (count != 0) {
            some.put(period, requireCount(count));
          }
        });
    Map<Period, Span> spans = new EnumMap<>(Period.class);
    windows.forEach(
        (period, span) -> {
          if (!span.isZero()) {
            spans.put(period, span);
          }
        });
    requireCount(last);
    counts = Map.copyOf(some);
    windows = Map.copyOf(spans);
    tags = tags.stream().map(List::copyOf).toList();
  }

  /** Whether it has no rule, and so would keep nothing. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  private static int requireCount(int count) {
    if (count < UNLIMITED) {
      throw new IllegalArgumentException("a count is never negative: " + count);
    }
    return count;
  }
}

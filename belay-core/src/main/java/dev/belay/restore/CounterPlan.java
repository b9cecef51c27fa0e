package dev.belay.restore;

import dev.belay.model.Counter;
import dev.belay.model.Mode;
import dev.belay.model.Plan.CounterChange;
import dev.belay.model.Plan.Reason;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the counters will stand. A table that becomes equal to the snapshot gets the snapshot's
 * counter, which was never behind its rows; where rows are only added, the counter is raised if it
 * has to be and never lowered.
 *
 * @param wanted the counters to set
 * @param changes the ones that differ from now, for showing
 */
record CounterPlan(List<Counter> wanted, List<CounterChange> changes) {
  private static final Comparator<Counter> BY_NEXT =
      Comparator.comparingLong(Counter::value).thenComparing(Counter::used);

  /**
   * Decides for the counters of the tables that the plan concerns.
   *
   * @param whole whether the plan is for the whole database, so that counters of no table belong to
   *     it
   */
  static CounterPlan of(
      List<Counter> aim,
      List<Counter> live,
      Map<TableName, TableWork> works,
      Mode mode,
      boolean whole) {
    List<Counter> wanted = new ArrayList<>();
    List<CounterChange> changes = new ArrayList<>();
    for (Counter now : live) {
      Optional<Counter> then = find(aim, now.name());
      Optional<Counter> aimed = aimed(now, then, works, mode, whole);
      aimed.ifPresent(wanted::add);
      if (concerned(now, works, whole) && !sameNext(aimed, now)) {
        changes.add(
            new CounterChange(now.name(), text(now), aimed.map(CounterPlan::text).orElse("none")));
      }
    }
    for (Counter then : aim) {
      if (find(live, then.name()).isEmpty() && concerned(then, works, whole)) {
        wanted.add(then);
        changes.add(new CounterChange(then.name(), "none", text(then)));
      }
    }
    return new CounterPlan(List.copyOf(wanted), List.copyOf(changes));
  }

  private static boolean sameNext(Optional<Counter> aimed, Counter now) {
    return aimed.isPresent() && BY_NEXT.compare(aimed.get(), now) == 0;
  }

  private static Optional<Counter> aimed(
      Counter now,
      Optional<Counter> then,
      Map<TableName, TableWork> works,
      Mode mode,
      boolean whole) {
    if (!concerned(now, works, whole)) {
      return Optional.empty();
    }
    boolean equalised =
        mode == Mode.REPLACE && now.table().map(t -> isSelected(works.get(t))).orElse(true);
    if (then.isEmpty()) {
      // Only SQLite's counters, which are named like their tables, can be absent.
      boolean removable = now.table().equals(Optional.of(now.name()));
      return equalised && removable ? Optional.empty() : Optional.of(now);
    }
    return equalised || BY_NEXT.compare(then.get(), now) > 0 ? then : Optional.of(now);
  }

  private static boolean isSelected(@Nullable TableWork work) {
    return work != null && work.reason() == Reason.SELECTED;
  }

  private static boolean concerned(
      Counter counter, Map<TableName, TableWork> works, boolean whole) {
    return counter.table().isPresent() ? works.containsKey(counter.table().get()) : whole;
  }

  private static Optional<Counter> find(List<Counter> counters, TableName name) {
    return counters.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  private static String text(Counter counter) {
    return counter.used() ? String.valueOf(counter.value()) : counter.value() + " (not used yet)";
  }
}

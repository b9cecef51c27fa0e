package dev.belay.restore;

import dev.belay.model.Counter;
import dev.belay.model.Mode;
import dev.belay.model.Plan.CounterChange;
import dev.belay.model.Plan.Reason;
import dev.belay.model.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** The tables that hold the rows which a counter's table is for: itself, or its partitions. */
  interface Holders {
    Set<TableName> of(TableName table) throws IOException;
  }

  /**
   * Decides for the counters of the tables that the plan concerns.
   *
   * @param whole whether the plan is for the whole database, so that counters of no table belong to
   *     it, and of partitioned tables whose rows are equal
   */
  static CounterPlan of(
      List<Counter> aim,
      List<Counter> live,
      Map<TableName, TableWork> works,
      Mode mode,
      boolean whole,
      Holders holders)
      throws IOException {
    List<Counter> wanted = new ArrayList<>();
    List<CounterChange> changes = new ArrayList<>();
    for (Counter now : live) {
      Set<TableName> tables = tables(now, holders);
      if (!concerned(now, tables, works, whole)) {
        continue;
      }
      Optional<Counter> then = find(aim, now);
      Optional<Counter> aimed = aimed(now, tables, then, works, mode, whole);
      aimed.ifPresent(wanted::add);
      if (!sameNext(aimed, now)) {
        changes.add(
            new CounterChange(now.name(), text(now), aimed.map(CounterPlan::text).orElse("none")));
      }
    }
    for (Counter then : aim) {
      if (find(live, then).isEmpty() && namedLikeItsTable(then) && works.containsKey(then.name())) {
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
      Set<TableName> tables,
      Optional<Counter> then,
      Map<TableName, TableWork> works,
      Mode mode,
      boolean whole) {
    boolean selected =
        tables.stream().allMatch(t -> isSelected(works.get(t))) || (whole && !ofRows(now, tables));
    boolean equalised = mode == Mode.REPLACE && selected;
    if (then.isEmpty()) {
      return equalised && namedLikeItsTable(now) ? Optional.empty() : Optional.of(now);
    }
    return equalised || BY_NEXT.compare(then.get(), now) > 0
        ? then.map(t -> new Counter(now.name(), now.table(), now.column(), t.value(), t.used()))
        : Optional.of(now);
  }

  /** Only SQLite's counters are, and only they can be absent. */
  private static boolean namedLikeItsTable(Counter counter) {
    return counter.table().equals(Optional.of(counter.name()));
  }

  private static Set<TableName> tables(Counter counter, Holders holders) throws IOException {
    return counter.table().isPresent() ? holders.of(counter.table().get()) : Set.of();
  }

  private static boolean isSelected(@Nullable TableWork work) {
    return work != null && work.reason() == Reason.SELECTED;
  }

  private static boolean concerned(
      Counter counter, Set<TableName> tables, Map<TableName, TableWork> works, boolean whole) {
    return (whole && !ofRows(counter, tables)) || tables.stream().anyMatch(works::containsKey);
  }

  /** Whether its table has the rows itself: it may have none, or one that is partitioned. */
  private static boolean ofRows(Counter counter, Set<TableName> tables) {
    return counter.table().filter(tables::contains).isPresent();
  }

  /** The one of the same name, else the one that numbers the same column: sequences are renamed. */
  private static Optional<Counter> find(List<Counter> counters, Counter wanted) {
    return counters.stream()
        .filter(c -> c.name().equals(wanted.name()))
        .findFirst()
        .or(
            () ->
                counters.stream()
                    .filter(c -> !c.column().isEmpty() && c.column().equals(wanted.column()))
                    .filter(c -> c.table().isPresent() && c.table().equals(wanted.table()))
                    .findFirst());
  }

  private static String text(Counter counter) {
    return counter.used() ? String.valueOf(counter.value()) : counter.value() + " (not used yet)";
  }
}

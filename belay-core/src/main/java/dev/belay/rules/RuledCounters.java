package dev.belay.rules;

import dev.belay.diff.ChunkedDataset;
import dev.belay.engine.Scratch;
import dev.belay.model.Counter;
import dev.belay.model.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Where the counters of a dataset through rules stand. */
final class RuledCounters {
  private final ChunkedDataset source;
  private final List<Counter> live;
  private final Map<TableName, Ruled> ruled;

  RuledCounters(ChunkedDataset source, List<Counter> live, Map<TableName, Ruled> ruled) {
    this.source = source;
    this.live = List.copyOf(live);
    this.ruled = ruled;
  }

  /**
   * The source's, of the tables that come from it; of the others where they stand. Where live rows
   * stay beside those of the source, whichever is further.
   *
   * @param highest the highest numbers that rules left, as {@link #highest} gives them
   */
  List<Counter> given(Map<TableName, Map<String, Long>> highest) {
    List<Counter> counters = new ArrayList<>();
    Set<TableName> told = new HashSet<>();
    for (Counter counter : source.counters()) {
      if (!stays(counter)) {
        counters.add(further(counter));
        told.add(counter.name());
      }
    }
    live.stream().filter(c -> !told.contains(c.name())).forEach(counters::add);
    return counters.stream().map(c -> notBehind(c, highest)).toList();
  }

  /** Rules may have made rows with numbers that no counter gave out. */
  private static Counter notBehind(Counter counter, Map<TableName, Map<String, Long>> highest) {
    Map<String, Long> columns =
        highest.getOrDefault(counter.table().orElse(counter.name()), Map.of());
    return columns.containsKey(counter.column())
        ? counter.notBehind(columns.get(counter.column()))
        : counter;
  }

  /** The highest numbers of the private tables, by the columns that counters number. */
  Map<TableName, Map<String, Long>> highest(Scratch scratch) throws IOException {
    Map<TableName, Map<String, Long>> highest = new TreeMap<>();
    for (Counter counter : given(Map.of())) {
      Ruled one = counter.table().map(ruled::get).orElse(null);
      if (one == null || !one.copied()) {
        continue;
      }
      String column =
          counter.column().isEmpty() && one.aim().key().size() == 1
              ? one.aim().key().get(0)
              : counter.column();
      Optional<Long> most =
          one.aim().column(column).isEmpty()
              ? Optional.empty()
              : scratch.highest(one.aim(), column);
      if (most.isPresent()) {
        highest
            .computeIfAbsent(one.aim().name(), k -> new TreeMap<>())
            .put(counter.column(), most.get());
      }
    }
    return highest;
  }

  /**
   * Where rows that rules put in are numbered from: the same for the same source, so that a second
   * restore gives them the same numbers.
   */
  List<Counter> begun() {
    List<Counter> begun = new ArrayList<>();
    source.counters().stream().filter(c -> !stays(c)).forEach(begun::add);
    live.stream().filter(this::stays).forEach(begun::add);
    return begun;
  }

  private boolean stays(Counter counter) {
    Ruled one = counter.table().map(ruled::get).orElse(null);
    return one != null && one.source().isEmpty();
  }

  private Counter further(Counter counter) {
    Ruled one = counter.table().map(ruled::get).orElse(null);
    if (one == null || one.touched().isEmpty()) {
      return counter;
    }
    return live.stream()
        .filter(c -> c.name().equals(counter.name()) && c.value() > counter.value())
        .findFirst()
        .orElse(counter);
  }
}

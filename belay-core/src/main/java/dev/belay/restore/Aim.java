package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.engine.ReadOptions;
import dev.belay.match.MatchedAim;
import dev.belay.match.Matcher;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rules.RuledAim;
import dev.belay.snapshot.ChunkIds;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an order aims at, seen from one moment of the database: where rules hold, or rows are
 * matched by natural keys, it depends on the live rows.
 *
 * @param order the order with that aim
 * @param matched what goes away with it
 */
record Aim(Order order, Optional<MatchedAim> matched) implements Closeable {
  /**
   * Works its rules out, where it has some. For a preview that comes before anything else is read:
   * SQLite lets nobody begin to read while a writer waits for readers to go, and that writer could
   * wait for the preview's own. For a run it comes after the lock, which no writer gets past.
   */
  static Aim of(Order order, ReadOptions options, Progress progress) throws IOException {
    if (order.ruled().isPresent()) {
      order.ruled().get().begin(order.database(), options, !order.keys().none(), progress);
    }
    return new Aim(order, Optional.empty());
  }

  /** The same with its rows matched by natural keys, where it has some. */
  Aim matched(Change change, List<Table> tables, Progress progress) throws IOException {
    if (order.keys().none()) {
      return this;
    }
    MatchedAim aim =
        Matcher.match(
            order.aim(),
            change,
            order.name(),
            order.keys().caseless(caseless(change)),
            tables.stream().map(Table::name).toList(),
            ChunkIds::of,
            progress);
    try {
      MatchedAim whole = aim.beside(change.catalog(), change::rows, stay());
      return new Aim(order.with(whole), Optional.of(whole));
    } catch (IOException | RuntimeException | Error e) {
      aim.close();
      throw e;
    }
  }

  private Map<TableName, String> stay() {
    return order.ruled().map(RuledAim::stay).orElse(Map.of());
  }

  /** The columns of natural keys that the database compares without regard to case. */
  private Map<TableName, Set<String>> caseless(Change change) throws IOException {
    Map<TableName, Set<String>> caseless = new HashMap<>();
    for (Table table : change.catalog().tables()) {
      Set<String> key = Set.copyOf(order.keys().of(table));
      if (!key.isEmpty()) {
        change.constraints(table).unique().stream()
            .filter(u -> key.equals(Set.copyOf(u.columns())))
            .forEach(
                u ->
                    caseless
                        .computeIfAbsent(table.name(), t -> new HashSet<>())
                        .addAll(u.caseless()));
      }
    }
    return caseless;
  }

  @Override
  public void close() throws IOException {
    try {
      if (matched.isPresent()) {
        matched.get().close();
      }
    } finally {
      if (order.ruled().isPresent()) {
        order.ruled().get().close();
      }
    }
  }
}

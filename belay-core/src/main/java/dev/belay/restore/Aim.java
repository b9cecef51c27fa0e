package dev.belay.restore;

import dev.belay.engine.Change;
import dev.belay.engine.ReadOptions;
import dev.belay.match.MatchedAim;
import dev.belay.match.Matcher;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import dev.belay.snapshot.ChunkIds;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What an order aims at, seen from one moment of the database: where rules hold, or rows are
 * matched by natural keys, it depends on the live rows.
 *
 * @param order the order with that aim
 * @param matched what goes away with it
 */
record Aim(Order order, Optional<MatchedAim> matched) implements Closeable {
  static Aim of(
      Order order, Change change, List<Table> tables, ReadOptions options, Progress progress)
      throws IOException {
    if (order.ruled().isPresent()) {
      order.ruled().get().begin(order.database(), options, progress);
    }
    try {
      return matched(order, change, tables, progress);
    } catch (IOException | RuntimeException | Error e) {
      if (order.ruled().isPresent()) {
        order.ruled().get().close();
      }
      throw e;
    }
  }

  private static Aim matched(Order order, Change change, List<Table> tables, Progress progress)
      throws IOException {
    if (order.keys().none()) {
      return new Aim(order, Optional.empty());
    }
    MatchedAim aim =
        Matcher.match(
            order.aim(),
            change,
            order.name(),
            order.keys(),
            tables.stream().map(Table::name).toList(),
            ChunkIds::of,
            progress);
    return new Aim(order.with(aim), Optional.of(aim));
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

package dev.belay.restore;

import dev.belay.engine.Aside;
import dev.belay.engine.Asides;
import dev.belay.engine.ReadOptions;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Plan;
import dev.belay.model.Scripts;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * How a new database is built.
 *
 * @param asides builds it aside; empty for one transaction in the database itself
 * @param told the way in words; empty where the engine has only one
 */
record CreationWay(Optional<Asides> asides, String told) {
  /**
   * Up to so many bytes one connection is quick, while dropping the empty database makes the server
   * write down everything that was changed in any database of it, which can take seconds.
   */
  private static final long SMALL = 16 << 20;

  static CreationWay of(Order order, ReadOptions options) throws IOException {
    Optional<Asides> asides = order.database().asides(options);
    if (asides.isEmpty()) {
      return new CreationWay(asides, "");
    }
    long bytes = Creation.tables(order).stream().mapToLong(order.aim()::weight).sum();
    Optional<String> hindrance =
        bytes < SMALL ? Optional.of("it is small") : asides.get().hindrance();
    return hindrance.isPresent()
        ? new CreationWay(Optional.empty(), "in one transaction, since " + hindrance.get())
        : new CreationWay(
            asides,
            "aside, by %d connections; the empty one is replaced at the end"
                .formatted(options.lanes()));
  }

  /** The plan, which says which way it is. */
  Plan tell(Plan plan) {
    return told.isEmpty() ? plan : plan.withWarnings(List.of("it is built " + told));
  }

  /** What a crash leaves behind is found by this. */
  Optional<String> mark(String run) {
    return asides.map(all -> all.mark(run));
  }

  /** The database aside; empty where it has to be done without, which is noted. */
  Optional<Aside> begin(Order order, Scripts scripts, String run, List<String> notes)
      throws IOException {
    if (asides.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(asides.get().begin(order.aim().catalog(), scripts, run));
    } catch (BelayException e) {
      if (e.code() != ErrorCode.UNSUPPORTED) {
        throw e;
      }
      notes.add("built in one transaction: " + e.getMessage());
      return Optional.empty();
    }
  }
}

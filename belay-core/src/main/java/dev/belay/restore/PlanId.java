package dev.belay.restore;

import dev.belay.model.Plan;
import dev.belay.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * The id of a plan: the first 64 bits of a SHA-256 over everything that decides what a run would
 * do. The digests before and after stand for the rows, so another live state or another snapshot
 * gives another id.
 */
final class PlanId {
  private PlanId() {}

  static String of(Order order, List<Plan.PlannedTable> tables, CounterPlan counters) {
    StringBuilder text = new StringBuilder("belay-plan-1\n");
    text.append(order.command()).append('\n');
    text.append(order.source()).append('\n');
    text.append(order.database().address().display()).append('\n');
    text.append(order.mode()).append('\n');
    text.append(order.selection()).append('\n');
    if (!order.keys().none()) {
      text.append(order.keys()).append('\n');
    }
    order.coverage().flatMap(Coverage::only).ifPresent(s -> text.append(s).append('\n'));
    order.ruled().ifPresent(r -> text.append(r.text()));
    for (Plan.PlannedTable t : tables) {
      text.append(t.table()).append('\t').append(t.reason()).append('\t');
      text.append(t.insert()).append('\t').append(t.update()).append('\t').append(t.delete());
      text.append('\t').append(t.rowsBefore()).append('\t').append(t.before());
      text.append('\t').append(isTimed(order, t) ? "" : t.after()).append('\n');
    }
    counters.changes().forEach(c -> text.append(c).append('\n'));
    return hash(text.toString());
  }

  /** The rules' text, the rows before and the counts say as much as can be said of such a table. */
  private static boolean isTimed(Order order, Plan.PlannedTable table) {
    return order.ruled().isPresent() && order.ruled().get().timed().contains(table.table());
  }

  /** For a plan that is about no rows: what is done, and everything that it depends on. */
  static String of(String what, List<String> state) {
    return hash("belay-plan-1\n" + what + "\n" + String.join("\n", state));
  }

  private static String hash(String text) {
    byte[] hash = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, 8);
  }
}

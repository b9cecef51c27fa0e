package dev.belay.match;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts steps behind those whose rows they need matched first. */
final class StepOrder {
  private final Map<TableName, MatchStep> steps;
  private final Set<TableName> done = new LinkedHashSet<>();
  private final List<TableName> path = new ArrayList<>();

  StepOrder(Map<TableName, MatchStep> steps) {
    this.steps = steps;
  }

  /** USAGE where two wait for each other. */
  List<MatchStep> sorted() {
    steps.keySet().forEach(this::visit);
    return done.stream().map(steps::get).toList();
  }

  private void visit(TableName table) {
    MatchStep step = steps.get(table);
    if (step == null || done.contains(table)) {
      return;
    }
    int at = path.indexOf(table);
    path.add(table);
    if (at >= 0) {
      throw circle(path.subList(at, path.size()));
    }
    step.before().forEach(l -> visit(l.target()));
    path.remove(path.size() - 1);
    done.add(table);
  }

  static BelayException circle(List<TableName> tables) {
    return new BelayException(
        ErrorCode.USAGE,
        "rows can't be matched, each table needs the other's matched first: "
            + tables.stream().map(TableName::toString).collect(Collectors.joining(" → ")),
        "name a natural key without that reference for one of them (--key TABLE=COLUMN)");
  }
}

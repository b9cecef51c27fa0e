package dev.belay.engine.postgresql;

import dev.belay.engine.Change.Violation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Asks NOT NULL and UNIQUE constraints of a table about rows that are only staged. */
final class StagedConflicts {
  private final Session session;
  private final StageTable stage;
  private final StagedChecks checks;

  StagedConflicts(Session session, StageTable stage) {
    this.session = session;
    this.stage = stage;
    this.checks = new StagedChecks(session, stage);
  }

  List<Violation> find() throws SQLException {
    List<Violation> found = new ArrayList<>(nulls());
    if (!stage.bulk()) {
      for (UniqueRule rule : UniqueRule.of(session, stage.table())) {
        if (stage.hasAll(rule.columns())) {
          found.addAll(doubles(rule));
        }
      }
    }
    return found;
  }

  private List<Violation> nulls() throws SQLException {
    List<LiveColumn> demanding =
        stage.columns().stream().filter(c -> !c.column().nullable()).toList();
    List<Violation> found = new ArrayList<>();
    if (demanding.isEmpty()) {
      return found;
    }
    List<List<Boolean>> any =
        session.list(
            "SELECT %s FROM %s"
                .formatted(
                    Sql.list(demanding, c -> "bool_or(" + isNull(c) + ")"), stage.coming("s")),
            row -> {
              List<Boolean> nulls = new ArrayList<>();
              for (int i = 1; i <= demanding.size(); i++) {
                nulls.add(row.getBoolean(i));
              }
              return nulls;
            });
    for (int i = 0; i < demanding.size(); i++) {
      if (any.get(0).get(i)) {
        LiveColumn column = demanding.get(i);
        found.addAll(checks.ask(column.name() + " NOT NULL", isNull(column)));
      }
    }
    return found;
  }

  /** IS NULL holds for a composite value, too, whose fields are all NULL. */
  private static String isNull(LiveColumn column) {
    return "s." + Sql.ident(column.name()) + " IS NOT DISTINCT FROM NULL";
  }

  private List<Violation> doubles(UniqueRule rule) throws SQLException {
    String coming = rule.seen("s", stage.coming("s"));
    String staying =
        rule.seen(
            "l",
            "ONLY %s l WHERE NOT %s".formatted(stage.table().sql(), stage.isStaged("l", "u", "d")));
    List<String> clashes = new ArrayList<>(rule.clashes(coming, "o.belay_at <> n.belay_at"));
    clashes.addAll(rule.clashes(staying, "true"));
    for (String clash : clashes) {
      List<Violation> found = checks.ask(rule.text(), coming, clash);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }
}

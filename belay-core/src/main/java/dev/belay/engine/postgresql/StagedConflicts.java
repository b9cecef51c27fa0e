package dev.belay.engine.postgresql;

import dev.belay.engine.Change.Violation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
    // Without a key nothing tells which live rows are staged.
    if (stage.keyed()) {
      for (Keys.Unique unique : Keys.read(session, stage.table().oid()).all(stage.table().oid())) {
        if (asked(unique)) {
          found.addAll(doubles(unique));
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

  private boolean asked(Keys.Unique unique) {
    return unique.usable()
        && !unique.columns().isEmpty()
        && unique.columns().size() == unique.equality().size()
        && stage.hasAll(unique.columns())
        && !unique.columns().equals(stage.table().table().key());
  }

  private List<Violation> doubles(Keys.Unique unique) throws SQLException {
    String constraint = "UNIQUE (%s)".formatted(String.join(", ", unique.columns()));
    String among =
        "EXISTS (SELECT 1 FROM %s AND o.ctid <> s.ctid AND %s)"
            .formatted(stage.coming("o"), same(unique, "o."));
    String besideLive =
        "EXISTS (SELECT 1 FROM ONLY %s l WHERE %s AND NOT EXISTS (SELECT 1 FROM %s o WHERE %s))"
            .formatted(
                stage.table().sql(), same(unique, "l."), stage.name(), stage.sameKey("l.", "o."));
    List<Violation> found = checks.ask(constraint, among);
    return found.isEmpty() ? checks.ask(constraint, besideLive) : found;
  }

  /** Equal to the byte, too: what only the index calls equal is left to the index. */
  private String same(Keys.Unique unique, String other) {
    return IntStream.range(0, unique.columns().size())
        .mapToObj(
            i ->
                StageTable.samePart(
                    stage.table().column(unique.columns().get(i)),
                    unique.equality().get(i),
                    other,
                    "s."))
        .collect(Collectors.joining(" AND "));
  }
}

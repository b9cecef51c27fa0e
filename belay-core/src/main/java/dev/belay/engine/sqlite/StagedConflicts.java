package dev.belay.engine.sqlite;

import dev.belay.engine.Change.Violation;
import dev.belay.model.Column;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Asks NOT NULL and UNIQUE constraints of a table about rows that are only staged. */
final class StagedConflicts {
  private final Session session;
  private final Staged staged;
  private final Table table;

  StagedConflicts(Session session, Staged staged) {
    this.session = session;
    this.staged = staged;
    this.table = staged.table();
  }

  List<Violation> find() throws SQLException {
    List<Violation> found = new ArrayList<>(nulls());
    for (UniqueRule rule : UniqueRule.of(session, table)) {
      // What takes part, but is not staged, is known to SQLite only.
      if (table.columns().stream()
          .map(Column::name)
          .noneMatch(c -> !staged.has(List.of(c)) && rule.names(c))) {
        found.addAll(doubles(rule));
      }
    }
    return found;
  }

  private List<Violation> nulls() throws SQLException {
    List<Column> demanding = staged.columns().stream().filter(c -> !c.nullable()).toList();
    List<Violation> found = new ArrayList<>();
    if (demanding.isEmpty()) {
      return found;
    }
    List<@Nullable String> any =
        session
            .rows(
                "SELECT %s FROM %s AS s WHERE %s"
                    .formatted(
                        Sql.join(
                            demanding,
                            ", ",
                            c -> "max(%s IS NULL)".formatted(staged.column("s", c.name()))),
                        staged.name(),
                        staged.comes("s")))
            .get(0);
    for (int i = 0; i < demanding.size(); i++) {
      if ("1".equals(any.get(i))) {
        String name = demanding.get(i).name();
        found.addAll(ask(name + " NOT NULL", staged.column("s", name) + " IS NULL"));
      }
    }
    return found;
  }

  private List<Violation> ask(String constraint, String condition) throws SQLException {
    return Violation.of(
        constraint,
        session
            .rows(
                "SELECT count(*), min(s.rowid) FROM %s AS s WHERE %s AND %s"
                    .formatted(staged.name(), staged.comes("s"), condition))
            .get(0));
  }

  private List<Violation> doubles(UniqueRule rule) throws SQLException {
    try {
      List<Violation> among = Violation.of(rule.text(), among(rule));
      return among.isEmpty() ? Violation.of(rule.text(), besideLive(rule)) : among;
    } catch (SQLException e) {
      if (Failures.code(e) != Failures.ERROR) {
        throw e;
      }
      // A collation or function of the application's.
      return List.of();
    }
  }

  private List<@Nullable String> among(UniqueRule rule) throws SQLException {
    return session
        .rows(
            "SELECT coalesce(sum(n), 0), min(first) FROM (SELECT count(*) AS n, min(number) AS first FROM %s AS n WHERE %s GROUP BY %s HAVING count(*) > 1)"
                .formatted(
                    coming(rule),
                    each(rule, " AND ", (i, collation) -> "n.u" + i + " IS NOT NULL"),
                    each(rule, ", ", (i, collation) -> "n.u" + i + " COLLATE " + collation)))
        .get(0);
  }

  private List<@Nullable String> besideLive(UniqueRule rule) throws SQLException {
    staged.index(table.key());
    return session
        .rows(
            "SELECT count(*), min(number) FROM %s AS n WHERE EXISTS (SELECT 1 FROM %s AS l WHERE %s)"
                .formatted(
                    coming(rule),
                    staying(rule),
                    each(
                        rule,
                        " AND ",
                        (i, collation) ->
                            "l.u%1$d = n.u%1$d COLLATE %2$s".formatted(i, collation))))
        .get(0);
  }

  /** The staged rows as the index would see them, each with its number. */
  private String coming(UniqueRule rule) throws SQLException {
    return "(SELECT belay_number AS number, %s FROM %s WHERE (%s))"
        .formatted(values(rule), StagedChecks.rows(session, staged), rule.condition());
  }

  /** The live rows that it sees now and that neither go nor change. */
  private String staying(UniqueRule rule) {
    String name = Sql.name(table.name().name());
    return "(SELECT %s FROM %s AS %s WHERE (%s) AND NOT EXISTS (SELECT 1 FROM %s AS belay_o WHERE belay_o.op > %d AND %s))"
        .formatted(
            values(rule),
            Sql.main(table.name().name()),
            name,
            rule.condition(),
            staged.name(),
            Staged.INSERT,
            References.sameRow(table, staged, "belay_o", name));
  }

  private static String values(UniqueRule rule) {
    return each(rule, ", ", (i, collation) -> rule.terms().get(i).sql() + " AS u" + i);
  }

  private static String each(
      UniqueRule rule, String between, BiFunction<Integer, String, String> term) {
    return IntStream.range(0, rule.terms().size())
        .mapToObj(i -> term.apply(i, rule.terms().get(i).collation()))
        .collect(Collectors.joining(between));
  }
}

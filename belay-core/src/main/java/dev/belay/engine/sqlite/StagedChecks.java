package dev.belay.engine.sqlite;

import dev.belay.engine.Change.Violation;
import dev.belay.model.Column;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the CHECK constraints of a table about rows that come, staged or loaded. */
final class StagedChecks {
  private StagedChecks() {}

  static List<Violation> of(Session session, Staged staged) throws SQLException {
    Table table = staged.table();
    String create = SchemaObject.create(session, table.name().name());
    List<String> unknown =
        table.columns().stream().map(Column::name).filter(c -> !staged.has(List.of(c))).toList();
    String rows = rows(staged, collations(table, create));
    List<Violation> failed = new ArrayList<>();
    for (CheckText check : CheckText.of(create)) {
      if (unknown.stream().noneMatch(check::names)) {
        failed.addAll(ask(session, rows, check));
      }
    }
    return failed;
  }

  /** The rows as if they were in the table, each with its number: {@code belay_number}. */
  static String rows(Session session, Staged staged) throws SQLException {
    return rows(staged, collations(session, staged.table()));
  }

  /** {@code COLLATE …} for each column that has one, by its name. */
  static Map<String, String> collations(Session session, Table table) throws SQLException {
    return collations(table, SchemaObject.create(session, table.name().name()));
  }

  private static String rows(Staged staged, Map<String, String> collations) {
    return "(SELECT %s AS belay_number, %s FROM %s AS s WHERE %s) AS %s"
        .formatted(
            staged.isBulk() ? "1" : "s.rowid",
            Sql.join(
                staged.columns(),
                ", ",
                c ->
                    staged.column("s", c.name())
                        + collations.getOrDefault(c.name(), "")
                        + " AS "
                        + Sql.name(c.name())),
            staged.name(),
            staged.comes("s"),
            Sql.name(staged.table().name().name()));
  }

  private static Map<String, String> collations(Table table, String create) {
    List<ColumnText> texts = ColumnText.of(create);
    Map<String, String> collations = new HashMap<>();
    for (int i = 0; i < Math.min(texts.size(), table.columns().size()); i++) {
      if (!texts.get(i).collation().isEmpty()) {
        collations.put(table.columns().get(i).name(), " COLLATE " + texts.get(i).collation());
      }
    }
    return collations;
  }

  private static List<Violation> ask(Session session, String rows, CheckText check)
      throws SQLException {
    List<List<@Nullable String>> answer;
    try {
      answer =
          session.rows(
              "SELECT count(*), min(belay_number) FROM %s WHERE NOT (%s)"
                  .formatted(rows, check.condition()));
    } catch (SQLException e) {
      if (Failures.code(e) != Failures.ERROR) {
        throw e;
      }
      // What can't be asked here is asked by SQLite itself when the rows are applied.
      return List.of();
    }
    return Violation.of(check.toString(), answer.get(0));
  }
}

package dev.belay.engine.sqlite;

import dev.belay.engine.Change.Violation;
import dev.belay.model.Column;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
    // Where a row may have no key, nothing here tells which live rows are staged.
    if (!table.key().isEmpty() && !table.keyNullable()) {
      for (List<@Nullable String> index :
          session.rows(
              "SELECT name FROM pragma_index_list(%s, 'main') WHERE \"unique\" = 1 AND partial = 0 ORDER BY name"
                  .formatted(Sql.text(table.name().name())))) {
        found.addAll(doubles(parts(String.valueOf(index.get(0)))));
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

  /** A column of an index, and the collation that it compares by. */
  private record Part(String column, String collation) {}

  /**
   * Nothing for an index over an expression, or over columns that are not staged, or for the key.
   */
  private List<Part> parts(String index) throws SQLException {
    List<Part> parts = new ArrayList<>();
    for (List<@Nullable String> part :
        session.rows(
            "SELECT name, coll FROM pragma_index_xinfo(%s, 'main') WHERE key = 1 ORDER BY seqno"
                .formatted(Sql.text(index)))) {
      String column = part.get(0);
      if (column == null || !staged.has(List.of(column))) {
        return List.of();
      }
      parts.add(new Part(column, Sql.name(String.valueOf(part.get(1)))));
    }
    boolean key = parts.stream().map(Part::column).toList().equals(table.key());
    return key ? List.of() : parts;
  }

  private List<Violation> doubles(List<Part> parts) throws SQLException {
    if (parts.isEmpty()) {
      return List.of();
    }
    String constraint = "UNIQUE (%s)".formatted(Sql.join(parts, ", ", Part::column));
    try {
      List<Violation> among = Violation.of(constraint, among(parts));
      return among.isEmpty() ? ask(constraint, besideLive(parts)) : among;
    } catch (SQLException e) {
      if (Failures.code(e) != Failures.ERROR) {
        throw e;
      }
      // A collation of the application's.
      return List.of();
    }
  }

  private List<@Nullable String> among(List<Part> parts) throws SQLException {
    return session
        .rows(
            "SELECT coalesce(sum(n), 0), min(first) FROM (SELECT count(*) AS n, min(s.rowid) AS first FROM %s AS s WHERE %s AND %s GROUP BY %s HAVING count(*) > 1)"
                .formatted(
                    staged.name(),
                    staged.comes("s"),
                    Sql.join(parts, " AND ", p -> coming(p) + " IS NOT NULL"),
                    Sql.join(parts, ", ", p -> coming(p) + " COLLATE " + p.collation())))
        .get(0);
  }

  private String besideLive(List<Part> parts) throws SQLException {
    staged.index(table.key());
    String key = Match.byKey(table, n -> staged.column("o", n), n -> "t." + Sql.name(n));
    return "EXISTS (SELECT 1 FROM %s AS t WHERE %s AND NOT EXISTS (SELECT 1 FROM %s AS o WHERE %s))"
        .formatted(
            Sql.main(table.name().name()),
            Sql.join(
                parts,
                " AND ",
                p ->
                    "t.%s = %s COLLATE %s"
                        .formatted(Sql.name(p.column()), coming(p), p.collation())),
            staged.name(),
            key);
  }

  private String coming(Part part) {
    return staged.column("s", part.column());
  }
}

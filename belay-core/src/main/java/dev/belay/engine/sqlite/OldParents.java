package dev.belay.engine.sqlite;

import dev.belay.model.ForeignKey;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers what rows of parents had in their referenced columns before they were deleted or
 * updated, so that afterwards the rows that referred to them are found; and counts the references
 * that do not hold.
 */
final class OldParents {
  private final Session session;
  private final Stages stages;
  private final Map<List<Object>, String> remembered = new HashMap<>();

  OldParents(Session session, Stages stages) {
    this.session = session;
    this.stages = stages;
  }

  /**
   * Before anything is applied: keeps the values of the columns that these tables' keys refer to.
   */
  void remember(List<Table> tables) throws SQLException {
    for (Table child : tables) {
      for (ForeignKey key : child.foreignKeys()) {
        Optional<Staged> parent = stages.of(key.target()).filter(s -> !s.isBulk());
        List<Object> id = List.of(key.target(), key.targetColumns());
        if (parent.isPresent() && !remembered.containsKey(id)) {
          remembered.put(id, keep(parent.get(), key.targetColumns()));
        }
      }
    }
  }

  private String keep(Staged staged, List<String> columns) throws SQLException {
    Table parent = staged.table();
    String name = "temp.belay_old_" + remembered.size();
    boolean fixed = parent.key().containsAll(columns);
    String collated =
        Sql.join(columns, ", ", c -> "p." + Sql.name(c) + " AS o" + columns.indexOf(c));
    String match =
        parent.key().isEmpty()
            ? Match.whole(staged.columns(), n -> staged.column("s", n), n -> "p." + Sql.name(n))
            : Match.byKey(parent, n -> "p." + Sql.name(n), n -> staged.column("s", n));
    session.exec(
        "CREATE TABLE %s AS SELECT %s FROM %s AS s CROSS JOIN %s AS p ON %s WHERE s.op %s"
            .formatted(
                name,
                collated,
                staged.name(),
                Sql.main(parent.name().name()),
                match,
                fixed ? "= " + Staged.DELETE : "> 0"));
    return name;
  }

  /** After everything was applied. */
  long broken(Table child, ForeignKey key, Table parent) throws SQLException {
    String none =
        "%s AND NOT EXISTS (SELECT 1 FROM %s AS p WHERE %s)"
            .formatted(
                References.notNull(key, n -> "c." + Sql.name(n)),
                Sql.main(parent.name().name()),
                References.join(key, n -> "p." + Sql.name(n), n -> "c." + Sql.name(n)));
    String identity = Rowid.identity(session, child, "c");
    String main = Sql.main(child.name().name());
    StringBuilder parts = new StringBuilder();
    Optional<Staged> own = stages.of(child);
    if (own.isPresent()) {
      parts.append(written(own.get(), identity, main, none));
    }
    String old = remembered.get(List.of(key.target(), key.targetColumns()));
    if (old != null) {
      parts
          .append(parts.isEmpty() ? "" : " UNION ")
          .append(
              "SELECT %s FROM %s AS o CROSS JOIN %s AS c ON %s WHERE %s"
                  .formatted(identity, old, main, referred(key, parent), none));
    }
    return parts.isEmpty() ? 0 : session.number("SELECT count(*) FROM (" + parts + ")");
  }

  private static String written(Staged own, String identity, String main, String none) {
    if (own.isBulk()) {
      return "SELECT %s FROM %s AS c WHERE %s".formatted(identity, main, none);
    }
    StringBuilder sql = new StringBuilder();
    Table child = own.table();
    if (!child.key().isEmpty()) {
      String match = Match.byKey(child, n -> "c." + Sql.name(n), n -> own.column("s", n));
      sql.append(
          "SELECT %s FROM %s AS s CROSS JOIN %s AS c ON %s WHERE s.op < %d AND %s"
              .formatted(identity, own.name(), main, match, Staged.DELETE, none));
    }
    if (child.key().isEmpty() || child.keyNullable()) {
      sql.append(sql.isEmpty() ? "" : " UNION ")
          .append(
              "SELECT %s FROM %s AS c WHERE %s AND %s"
                  .formatted(identity, main, own.inserted("c"), none));
    }
    return sql.toString();
  }

  /**
   * The parent's collation decides, and the parent's row is gone: it is asked of the index that
   * makes it unique.
   */
  private String referred(ForeignKey key, Table parent) throws SQLException {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < key.columns().size(); i++) {
      String collation =
          session.text(
              "SELECT x.coll FROM pragma_index_list(%s, 'main') AS l, pragma_index_xinfo(l.name, 'main') AS x"
                      .formatted(Sql.text(parent.name().name()))
                  + " WHERE l.\"unique\" = 1 AND x.key = 1 AND x.name = "
                  + Sql.text(key.targetColumns().get(i)));
      boolean binary = collation.isEmpty() || collation.equals("BINARY");
      sql.append(i == 0 ? "" : " AND ")
          .append("o.o")
          .append(i)
          .append(binary ? "" : " COLLATE " + Sql.name(collation))
          .append(" = c.")
          .append(Sql.name(key.columns().get(i)));
    }
    return sql.toString();
  }
}

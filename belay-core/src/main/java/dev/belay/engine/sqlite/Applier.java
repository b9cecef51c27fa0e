package dev.belay.engine.sqlite;

import dev.belay.engine.Change.Applied;
import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Carries out what is staged for one table: deletes, then updates, then inserts. */
final class Applier {
  private final Session session;
  private final Staged staged;
  private final Table table;
  private final String main;

  Applier(Session session, Staged staged) {
    this.session = session;
    this.staged = staged;
    this.table = staged.table();
    this.main = Sql.main(table.name().name());
  }

  Applied apply() throws SQLException {
    if (staged.isBulk()) {
      return new Applied(table, staged.loaded(), 0, 0);
    }
    long updates = staged.count(Staged.UPDATE);
    boolean apart = updates > 0 && table.otherUnique();
    if (apart) {
      session.exec(setAside());
    }
    long deleted = delete();
    long updated = 0;
    if (apart) {
      deleteKeyed(Staged.UPDATE);
      updated = session.update(putBack());
      session.exec("DROP TABLE temp.belay_updated");
    } else if (updates > 0) {
      updated = session.update(updateSql());
    }
    return new Applied(table, insert(), updated, deleted);
  }

  private String keyMatch() {
    return Match.byKey(table, Applier::live, this::stage);
  }

  private String nullKey() {
    return Match.nullKey(table, this::stage);
  }

  private static String live(String column) {
    return "t." + Sql.name(column);
  }

  private String stage(String column) {
    return staged.column("s", column);
  }

  // ---- delete
  // --------------------------------------------------------------------------------------------------------

  private long delete() throws SQLException {
    long deleted = table.key().isEmpty() ? 0 : deleteKeyed(Staged.DELETE);
    long whole =
        session.number(
            "SELECT count(*) FROM %s AS s WHERE op = %d AND %s"
                .formatted(staged.name(), Staged.DELETE, nullKey()));
    if (whole > 0) {
      long gone = deleteWhole();
      staged.undeleted(whole - gone);
      deleted += gone;
    }
    return deleted;
  }

  private long deleteKeyed(int op) throws SQLException {
    String identity = Rowid.identity(session, table, "t");
    String names = Rowid.of(session, table).orElseGet(() -> Sql.join(table.key(), ", ", Sql::name));
    return session.update(
        "DELETE FROM %s WHERE (%s) IN (SELECT %s FROM %s AS s CROSS JOIN %1$s AS t ON %s WHERE s.op = %d)"
            .formatted(main, names, identity, staged.name(), keyMatch(), op));
  }

  /** Rows without a key are taken away by count: as many of the equal ones as were staged. */
  private long deleteWhole() throws SQLException {
    String rowid = Rowid.required(session, table);
    List<Column> columns = staged.columns();
    String apart = apart(columns);
    session.exec(
        "CREATE TEMP TABLE belay_gone AS SELECT %s, count(*) AS n FROM %s AS s WHERE op = %d AND %s GROUP BY %s"
            .formatted(named(columns), staged.name(), Staged.DELETE, nullKey(), apart));
    int indexed = Math.min(columns.size(), Match.PLANNED);
    session.exec(
        "CREATE INDEX temp.belay_gone_all ON belay_gone(%s)"
            .formatted(Sql.join(columns.subList(0, indexed), ", ", c -> "g" + columns.indexOf(c))));
    Function<String, String> group = name -> "g.g" + indexOf(columns, name);
    long gone =
        session.update(
            ("DELETE FROM %1$s WHERE %2$s IN (SELECT id FROM (SELECT t.%2$s AS id, g.n AS n, row_number() OVER"
                    + " (PARTITION BY g.rowid ORDER BY t.%2$s) AS nr FROM %1$s AS t CROSS JOIN temp.belay_gone"
                    + " AS g ON %3$s) WHERE nr <= n)")
                .formatted(main, rowid, Match.whole(columns, group, Applier::live)));
    session.exec("DROP TABLE temp.belay_gone");
    return gone;
  }

  private String named(List<Column> columns) {
    return Sql.join(columns, ", ", c -> stage(c.name()) + " AS g" + columns.indexOf(c));
  }

  private static int indexOf(List<Column> columns, String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("column " + name + " is not staged");
  }

  private String apart(List<Column> columns) {
    if (3 * columns.size() <= Order.MOST_TERMS) {
      return Sql.join(columns, ", ", c -> distinct(stage(c.name())));
    }
    return Sql.join(columns, ", ", c -> stage(c.name()) + " COLLATE BINARY")
        + ", "
        + Sql.tree(columns.stream().map(c -> kind(stage(c.name()))).toList(), " || ");
  }

  /** A digit for what SQLite takes for equal, though it is not. */
  private static String kind(String value) {
    return "CASE typeof(%1$s) WHEN 'real' THEN iif(%1$s = 0.0 AND atan2(0.0, %1$s) > 1, 1, 2) ELSE 0 END"
        .formatted(value);
  }

  private static String distinct(String value) {
    return "%1$s COLLATE BINARY, typeof(%1$s), iif(typeof(%1$s) = 'real' AND %1$s = 0.0, atan2(0.0, %1$s), 0)"
        .formatted(value);
  }

  // ---- update
  // --------------------------------------------------------------------------------------------------------

  private String updateSql() {
    String sets =
        Sql.join(
            staged.columns().stream().filter(this::mayChange).toList(),
            ", ",
            c -> Sql.name(c.name()) + " = " + stage(c.name()));
    return "UPDATE OR ABORT %s AS t SET %s FROM %s AS s WHERE s.op = %d AND %s"
        .formatted(
            main, sets.isEmpty() ? keySets() : sets, staged.name(), Staged.UPDATE, keyMatch());
  }

  private String keySets() {
    return Sql.join(table.key(), ", ", n -> Sql.name(n) + " = " + stage(n));
  }

  /**
   * A key that is a number may change its class (1 and 1.0 are one key); any other is the same to
   * the byte.
   */
  private boolean mayChange(Column column) {
    boolean fixed = column.form() == Form.INTEGER || column.form() == Form.SQLITE_TEXT;
    return !(fixed && table.key().contains(column.name()));
  }

  /**
   * Rows that may be in each other's way are taken out whole, with their rowids, and put back in
   * their new versions.
   */
  private String setAside() throws SQLException {
    Optional<String> rowid = hiddenRowid();
    List<Column> stored = table.stored();
    String values =
        Sql.join(
            stored,
            ", ",
            c ->
                (staged.has(List.of(c.name())) ? stage(c.name()) : live(c.name()))
                    + " AS u"
                    + stored.indexOf(c));
    return "CREATE TEMP TABLE belay_updated AS SELECT %s%s FROM %s AS s CROSS JOIN %s AS t ON %s WHERE s.op = %d"
        .formatted(
            rowid.map(r -> "t." + r + " AS id, ").orElse(""),
            values,
            staged.name(),
            main,
            keyMatch(),
            Staged.UPDATE);
  }

  private String putBack() throws SQLException {
    Optional<String> rowid = hiddenRowid();
    List<Column> stored = table.stored();
    return "INSERT OR ABORT INTO %s(%s%s) SELECT %s%s FROM temp.belay_updated"
        .formatted(
            main,
            rowid.map(r -> r + ", ").orElse(""),
            Sql.join(stored, ", ", c -> Sql.name(c.name())),
            rowid.isPresent() ? "id, " : "",
            Sql.join(stored, ", ", c -> "u" + stored.indexOf(c)));
  }

  private Optional<String> hiddenRowid() throws SQLException {
    boolean stored = Rowid.isAlias(table) || Rowid.shown(session, table).isPresent();
    return stored ? Optional.empty() : Rowid.of(session, table);
  }

  // ---- insert
  // --------------------------------------------------------------------------------------------------------

  private long insert() throws SQLException {
    long keyed = table.key().isEmpty() ? 0 : session.update(insertSql("NOT " + nullKey()));
    if (!table.key().isEmpty() && !table.keyNullable()) {
      return keyed;
    }
    staged.willInsert(Rowid.required(session, table));
    return keyed + session.update(insertSql(nullKey()));
  }

  private String insertSql(String which) {
    return "INSERT OR ABORT INTO %s(%s) SELECT %s FROM %s AS s WHERE s.op = %d AND %s"
        .formatted(main, staged.names(), staged.columns("s"), staged.name(), Staged.INSERT, which);
  }
}

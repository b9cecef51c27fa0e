package dev.belay.engine.sqlite;

import dev.belay.model.Column;
import dev.belay.model.Form;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What SQLite tells about one table's columns and unique keys.
 *
 * @param columns all columns
 * @param primaryKey the primary key's columns, in its order; empty where there is none
 * @param rowidAlias the column that is another name of the rowid; empty where there is none
 * @param uniques the unique indexes beside the primary key's own
 */
record TableShape(
    List<Column> columns,
    List<String> primaryKey,
    Optional<String> rowidAlias,
    List<Unique> uniques) {

  /**
   * A unique index.
   *
   * @param columns its columns; empty where it is partial or over expressions, and so identifies no
   *     row
   */
  record Unique(List<String> columns) {}

  static TableShape read(Session session, String table, boolean withoutRowid) throws SQLException {
    List<List<@Nullable String>> info =
        session.rows(
            "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk, hidden FROM"
                + " pragma_table_xinfo("
                + Sql.text(table)
                + ", 'main') WHERE hidden <> 1 ORDER BY cid");
    List<String> primaryKey =
        info.stream()
            .filter(row -> number(row, 4) > 0)
            .sorted(Comparator.comparingInt(row -> number(row, 4)))
            .map(row -> text(row, 0))
            .toList();
    List<List<@Nullable String>> indexes =
        session.rows(
            "SELECT name, origin, partial FROM pragma_index_list("
                + Sql.text(table)
                + ", 'main') WHERE \"unique\" = 1 ORDER BY name");
    boolean ownIndex = indexes.stream().anyMatch(row -> "pk".equals(row.get(1)));
    // Not an empty name where there is none: that is a name, too.
    Optional<String> alias =
        primaryKey.size() == 1 && !ownIndex && !withoutRowid
            ? Optional.of(primaryKey.get(0))
            : Optional.empty();
    List<Column> columns = new ArrayList<>();
    for (List<@Nullable String> row : info) {
      columns.add(column(row, alias, withoutRowid));
    }
    List<Unique> uniques = new ArrayList<>();
    for (List<@Nullable String> index : indexes) {
      if (!"pk".equals(index.get(1))) {
        uniques.add(unique(session, text(index, 0), number(index, 2) == 1));
      }
    }
    return new TableShape(columns, primaryKey, alias, uniques);
  }

  /** With the rowid as a column of that name: see {@link RowidUse}. */
  TableShape withRowid(String name) {
    List<Column> more = new ArrayList<>(columns);
    more.add(new Column(name, "INTEGER", Form.INTEGER, false, true, false));
    List<Unique> also = new ArrayList<>(uniques);
    also.add(new Unique(List.of(name)));
    return new TableShape(more, primaryKey, rowidAlias, also);
  }

  private static Column column(
      List<@Nullable String> row, Optional<String> alias, boolean withoutRowid) {
    String name = text(row, 0);
    String type = text(row, 1);
    boolean isAlias = alias.filter(name::equals).isPresent();
    boolean inKey = number(row, 4) > 0;
    boolean notNull = number(row, 2) == 1 || isAlias || (inKey && withoutRowid);
    return new Column(
        name,
        type,
        isAlias ? Form.INTEGER : form(type),
        !notNull,
        number(row, 3) == 1 || isAlias,
        number(row, 5) != 0);
  }

  private static Unique unique(Session session, String index, boolean partial) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (List<@Nullable String> row :
        session.rows(
            "SELECT name FROM pragma_index_info(" + Sql.text(index) + ", 'main') ORDER BY seqno")) {
      String name = row.get(0);
      if (name == null || partial) {
        return new Unique(List.of());
      }
      columns.add(name);
    }
    return new Unique(columns);
  }

  /** The form of values in a column of that declared type. */
  static Form form(String declared) {
    return switch (Affinity.of(declared, false)) {
      case TEXT -> Form.SQLITE_TEXT;
      case BLOB -> declared.isEmpty() ? Form.SQLITE_NUMBER : Form.SQLITE_BLOB;
      case INTEGER, REAL, NUMERIC -> Form.SQLITE_NUMBER;
    };
  }

  /** The columns that identify a row, as {@link dev.belay.model.Table#key} says. */
  List<String> key() {
    if (!primaryKey.isEmpty() && stored().containsAll(primaryKey)) {
      return primaryKey;
    }
    return uniqueNotNull().map(Unique::columns).orElse(List.of());
  }

  private Optional<Unique> uniqueNotNull() {
    Set<String> sure = stored();
    columns.stream().filter(Column::nullable).forEach(column -> sure.remove(column.name()));
    return uniques.stream()
        .filter(unique -> !unique.columns().isEmpty() && sure.containsAll(unique.columns()))
        .findFirst();
  }

  private Set<String> stored() {
    Set<String> names = new HashSet<>();
    columns.stream().filter(column -> !column.generated()).forEach(c -> names.add(c.name()));
    return names;
  }

  boolean keyNullable() {
    List<String> key = key();
    return columns.stream().anyMatch(c -> key.contains(c.name()) && c.nullable());
  }

  boolean otherUnique() {
    List<String> key = key();
    boolean keyIsPrimary = key.equals(primaryKey);
    boolean others =
        uniques.stream().anyMatch(u -> u.columns().isEmpty() || !u.columns().equals(key));
    return others || (!keyIsPrimary && !primaryKey.isEmpty());
  }

  private static String text(List<@Nullable String> row, int column) {
    String value = row.get(column);
    return value == null ? "" : value;
  }

  private static int number(List<@Nullable String> row, int column) {
    return Integer.parseInt(text(row, column));
  }
}

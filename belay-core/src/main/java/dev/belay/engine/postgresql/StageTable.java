package dev.belay.engine.postgresql;

import dev.belay.model.Form;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The temporary table that holds what is to become of one table's rows, and the SQL that pairs it
 * with the live rows. In that SQL {@code l} is the live table and {@code s} the stage.
 *
 * <p>A bulk stage has no temporary table: the live table itself, empty before, holds the rows.
 *
 * @param table the live table
 * @param columns the staged columns, in the order of the lines
 * @param name the temporary table, as SQL
 * @param op its column that says i, u or d, as SQL
 * @param bulk whether rows go into the live table at once
 * @param changed which columns the updates change
 */
record StageTable(
    LiveTable table,
    List<LiveColumn> columns,
    String name,
    String op,
    boolean bulk,
    ChangedColumns changed) {

  static StageTable of(LiveTable table, List<LiveColumn> columns, int number, boolean bulk) {
    StringBuilder op = new StringBuilder("belay_op");
    while (table.columns().containsKey(op.toString())) {
      op.append('_');
    }
    return new StageTable(
        table,
        List.copyOf(columns),
        "pg_temp.belay_" + number,
        Sql.ident(op.toString()),
        bulk,
        new ChangedColumns(columns.size()));
  }

  String create() {
    return "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS SELECT NULL::\"char\" AS %s%s FROM ONLY %s WITH NO DATA"
        .formatted(
            name.substring("pg_temp.".length()),
            op,
            columns.isEmpty() ? "" : ", " + names(""),
            table.sql());
  }

  /** The staged columns' names. */
  String names(String qualifier) {
    return Sql.list(columns, c -> qualifier + Sql.ident(c.name()));
  }

  /** The staged columns as they are stored. */
  String values(String qualifier) {
    return Sql.list(columns, c -> c.value(qualifier));
  }

  boolean keyed() {
    return !table.key().isEmpty();
  }

  /** Whether a column is among the staged ones. */
  boolean has(String column) {
    return columns.stream().anyMatch(c -> c.name().equals(column));
  }

  /** Whether an update changes a column of this name in any row. */
  boolean changes(String column) {
    return IntStream.range(0, columns.size())
        .anyMatch(i -> columns.get(i).name().equals(column) && changed.has(i));
  }

  boolean hasAll(List<String> names) {
    return names.stream().allMatch(this::has);
  }

  boolean whole() {
    return columns.size() == table.stored().size();
  }

  /** Which staged rows: {@code s.op IN (…)}. */
  String is(String... ops) {
    return isOf("s.", ops);
  }

  /** The rows that are to be in the table, as a FROM clause that ends in a condition. */
  String coming(String alias) {
    return bulk
        ? "ONLY %s %s WHERE true".formatted(table.sql(), alias)
        : "%s %s WHERE %s".formatted(name, alias, isOf(alias + ".", "i", "u"));
  }

  /** The same for a stage that goes by another name. */
  String isOf(String qualifier, String... ops) {
    return qualifier + op + " IN (" + Sql.list(List.of(ops), o -> "'" + o + "'") + ")";
  }

  /**
   * Whether live and staged row are one, by key. The index finds candidates by its own idea of
   * equality, which may be wider than ours (citext, -0): so the text is compared too.
   */
  String sameKey(String live, String staged) {
    List<LiveColumn> key = table.key();
    return String.join(
        " AND ",
        IntStream.range(0, key.size())
            .mapToObj(i -> samePart(key.get(i), table.keyEquality().get(i), live, staged))
            .toList());
  }

  /** Whether two values of a column are one, to the byte, found by what an index calls equal. */
  static String samePart(LiveColumn column, String equality, String live, String staged) {
    String name = Sql.ident(column.name());
    String natural = live + name + " " + equality + " " + staged + name;
    return exact(column)
        ? natural
        : natural
            + " AND %s COLLATE \"C\" = %s COLLATE \"C\""
                .formatted(column.text(live), column.text(staged));
  }

  /** Whether an index takes just those values for equal that are one. */
  static boolean exact(LiveColumn column) {
    return column.column().form() != Form.BYTES
        || List.of("uuid", "bytea", "bool").contains(column.base())
        || (column.byteOrder() && List.of("text", "varchar").contains(column.base()));
  }

  /** The whole staged content of a row as one comparable value, in which NULLs are equal. */
  String content(String qualifier) {
    return "(ARRAY[" + Sql.list(columns, c -> c.text(qualifier)) + "]::text[] COLLATE \"C\")";
  }

  /**
   * The live rows that are staged as one of these, as a FROM clause that names them {@code l}.
   * Without a key, of equal rows as many as are staged, always the same ones; only rows that are
   * staged at all are sorted for that.
   */
  String live(String... ops) {
    if (keyed()) {
      return "FROM ONLY %s l JOIN %s s ON %s AND %s"
          .formatted(table.sql(), name, sameKey("l.", "s."), is(ops));
    }
    return """
        FROM ONLY %1$s l JOIN (
          SELECT x.ctid FROM (
            SELECT l.ctid, %2$s AS content,
                   row_number() OVER (PARTITION BY %2$s ORDER BY l.ctid) AS nth
            FROM ONLY %1$s l
            WHERE %2$s IN (SELECT %3$s FROM %4$s s WHERE %5$s)) x
          JOIN (SELECT %3$s AS content, count(*) AS n FROM %4$s s WHERE %5$s GROUP BY 1) y
            ON x.content = y.content AND x.nth <= y.n) picked ON picked.ctid = l.ctid"""
        .formatted(table.sql(), content("l."), content("s."), name, is(ops));
  }

  /** Whether the live row {@code c} is among those staged as one of these. */
  String isStaged(String row, String... ops) {
    if (keyed()) {
      return "EXISTS (SELECT 1 FROM %s s WHERE %s AND %s)"
          .formatted(name, sameKey(row + ".", "s."), is(ops));
    }
    return "EXISTS (SELECT 1 FROM (SELECT l.ctid "
        + live(ops)
        + ") staged WHERE staged.ctid = "
        + row
        + ".ctid)";
  }
}

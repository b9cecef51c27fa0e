package dev.belay.engine.sqlite;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The temporary table that keeps the changes to one table, or the note that it is loaded directly.
 * Its columns have the affinities of the table's own, so that both sides of a comparison are
 * treated alike.
 */
final class Staged {
  static final int INSERT = 0;
  static final int UPDATE = 1;
  static final int DELETE = 2;

  private final Session session;
  private final Table table;
  private final List<Column> columns;
  private final String name;
  private final List<Affinity> affinities;
  private final boolean bulk;
  private final Set<List<String>> indexes = new HashSet<>();

  private String rowid = "";
  private String inserted = "";

  private long loaded;
  private long undeleted;

  private Staged(Session session, Table table, List<Column> columns, String name, boolean bulk)
      throws SQLException {
    this.session = session;
    this.table = table;
    this.columns = List.copyOf(columns);
    this.name = name;
    this.bulk = bulk;
    boolean strict = isStrict(session, table, columns);
    this.affinities = columns.stream().map(c -> Affinity.of(c.type(), strict)).toList();
  }

  /** False also where it means nothing: only ANY is another affinity in a STRICT table. */
  private static boolean isStrict(Session session, Table table, List<Column> columns)
      throws SQLException {
    return columns.stream().anyMatch(c -> c.type().equalsIgnoreCase("ANY"))
        && session.number(
                "SELECT strict FROM pragma_table_list(%s) WHERE schema = 'main'"
                    .formatted(Sql.text(table.name().name())))
            == 1;
  }

  /** A place for changes. */
  static Staged create(Session session, Table table, List<Column> columns, int number)
      throws SQLException {
    if (columns.size() >= Order.MOST_TERMS) {
      throw tooWide(table);
    }
    String name = "belay_stage_" + number;
    Staged staged = new Staged(session, table, columns, "temp." + name, false);
    StringBuilder sql = new StringBuilder("CREATE TEMP TABLE ");
    sql.append(name).append("(op INTEGER");
    for (int i = 0; i < columns.size(); i++) {
      sql.append(", c").append(i).append(' ').append(staged.affinities.get(i));
    }
    session.exec(sql.append(')').toString());
    return staged;
  }

  static BelayException tooWide(Table table) {
    return new BelayException(
        ErrorCode.UNSUPPORTED,
        "%s has %d columns, and changing it row by row would take one more than a table can have"
            .formatted(table.name(), table.stored().size()),
        "leave it out with --exclude-table, or empty it first: then it is loaded whole");
  }

  /** The direct way. */
  static Staged bulk(Session session, Table table, List<Column> columns) throws SQLException {
    return new Staged(session, table, columns, Sql.main(table.name().name()), true);
  }

  Table table() {
    return table;
  }

  List<Column> columns() {
    return columns;
  }

  /** The temporary table as it stands in SQL; the table itself where it is loaded directly. */
  String name() {
    return name;
  }

  boolean isBulk() {
    return bulk;
  }

  boolean has(List<String> names) {
    return names.stream().allMatch(n -> index(n) >= 0);
  }

  private int index(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    return -1;
  }

  /** A column of the table as it is called here, behind an alias: {@code s.c3}. */
  String column(String alias, String column) {
    int index = index(column);
    if (index < 0) {
      throw new IllegalStateException(
          "table %s: column %s is not staged".formatted(table.name(), column));
    }
    return alias + (bulk ? "." + Sql.name(column) : ".c" + index);
  }

  /** What holds for rows that are to be in the table, behind an alias. */
  String comes(String alias) {
    return bulk ? "1" : alias + ".op < " + DELETE;
  }

  /** All staged columns. */
  String columns(String alias) {
    return Sql.join(columns, ", ", c -> column(alias, c.name()));
  }

  /** The table's own names of the staged columns. */
  String names() {
    return Sql.join(columns, ", ", c -> Sql.name(c.name()));
  }

  LineInserter inserter() {
    List<String> names =
        bulk
            ? columns.stream().map(c -> Sql.name(c.name())).toList()
            : columns.stream().map(c -> "c" + index(c.name())).toList();
    return new LineInserter(session, name, names, columns, bulk ? "" : "op", this::requireKept);
  }

  private void requireKept(int column, Object value) {
    if (!affinities.get(column).keeps(value)) {
      Column of = columns.get(column);
      throw new BelayException(
          ErrorCode.NOT_EXACT,
          "table %s: column %s is %s now, which would make another kind of number of %s"
              .formatted(
                  table.name(), of.name(), of.type().isEmpty() ? "untyped" : of.type(), value),
          "leave the table out with --exclude-table, or restore into a new database: --create --db NEW");
    }
  }

  /** Makes rows findable by these columns. */
  void index(List<String> by) throws SQLException {
    index(by, by, Map.of());
  }

  /**
   * Makes rows findable by these columns, compared with others.
   *
   * @param as for each of them, the column that it is compared with
   * @param collations of those columns
   */
  void index(List<String> by, List<String> as, Map<String, String> collations) throws SQLException {
    List<String> terms =
        IntStream.range(0, by.size())
            .mapToObj(i -> "c" + index(by.get(i)) + collations.getOrDefault(as.get(i), ""))
            .toList();
    if (!bulk && !by.isEmpty() && indexes.add(terms)) {
      session.exec(
          "CREATE INDEX %s_%d ON %s(%s)"
              .formatted(
                  name,
                  indexes.size(),
                  name.substring("temp.".length()),
                  String.join(", ", terms)));
    }
  }

  long count(int op) throws SQLException {
    return session.number("SELECT count(*) FROM %s WHERE op = %d".formatted(name, op));
  }

  /** Whether nothing is staged; not asked of what is loaded directly. */
  boolean isEmpty() throws SQLException {
    return session.number("SELECT EXISTS (SELECT 1 FROM " + name + ")") == 0;
  }

  void loaded(long rows) {
    loaded += rows;
  }

  long loaded() {
    return loaded;
  }

  /**
   * Remembers which rows there are before those without a key are inserted: new ones get greater
   * rowids, except where the greatest of all is taken or they bring their own.
   */
  void willInsert(String hidden) throws SQLException {
    String main = Sql.main(table.name().name());
    long last = session.number("SELECT max(%s) FROM %s".formatted(hidden, main));
    rowid = hidden;
    if (!has(List.of(hidden)) && last <= Long.MAX_VALUE - count(INSERT)) {
      inserted = " > " + last;
      return;
    }
    String kept = name.replace("_stage_", "_kept_");
    session.exec(
        "CREATE TABLE %s(id INTEGER PRIMARY KEY); INSERT INTO %1$s SELECT %s FROM %s"
            .formatted(kept, hidden, main));
    inserted = " NOT IN (SELECT id FROM " + kept + ")";
  }

  /** What holds for the rows without a key that were inserted, and for none that were there. */
  String inserted(String alias) {
    return inserted.isEmpty() ? "FALSE" : alias + "." + rowid + inserted;
  }

  void undeleted(long rows) {
    undeleted = rows;
  }

  /** How many rows without a key could not be deleted. */
  long undeleted() {
    return undeleted;
  }
}

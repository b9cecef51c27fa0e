package dev.belay.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A random SQLite schema: everything that a table may be, under names that want quoting. */
final class SqliteSchema {
  private static final List<String> TABLES =
      List.of(
          "users",
          "order",
          "a b",
          "ta\"ble",
          "per%cent",
          "sl/ash",
          "dot.dot",
          "\u00fcn\u00ef",
          "\ud83d\ude00",
          "quo'te",
          "back\\slash",
          "..",
          "%2F",
          "CamelCase",
          "new\nline",
          "[br]",
          "a-b",
          "table");
  private static final List<String> COLUMNS =
      List.of(
          "a", "b", "select", "x y", "do\"t.s", "rowid", "\u00f6", "100%", "'", "C", "oid",
          "group");
  private static final List<String> TYPES =
      List.of(
          "",
          "INTEGER",
          "INT",
          "TEXT",
          "VARCHAR(20)",
          "BLOB",
          "REAL",
          "NUMERIC",
          "DATE",
          "DOUBLE PRECISION",
          "STRING",
          "DECIMAL(10,2)");
  private static final List<String> STRICT =
      List.of("INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY");

  /** How rows are identified. */
  private enum Key {
    ROWID,
    AUTOINCREMENT,
    NONE,
    COMPOSITE_NULLABLE,
    WITHOUT_ROWID,
    UNIQUE_NULLABLE,
    UNIQUE_NOT_NULL,
    NOCASE,
    DESCENDING
  }

  /** A column that takes values. */
  record Col(String name, String type, boolean strict, boolean notNull, boolean rowid) {
    String quoted() {
      return quote(name);
    }
  }

  /** A table, and the columns that an INSERT gives values to. */
  record Tab(String name, List<Col> columns) {
    String quoted() {
      return quote(name);
    }
  }

  private final Random random;
  private final List<Tab> tables = new ArrayList<>();
  private final List<String> before = new ArrayList<>();
  private final List<String> after = new ArrayList<>();

  SqliteSchema(Random random) {
    this.random = random;
    List<String> names = new ArrayList<>(pick(TABLES, 1 + random.nextInt(4)));
    for (String name : names) {
      table(name, names);
    }
    if (random.nextInt(3) == 0) {
      after.add("CREATE VIEW \"a view\" AS SELECT count(*) AS n FROM " + tables.get(0).quoted());
    }
    if (random.nextInt(3) == 0) {
      String name = tables.get(random.nextInt(tables.size())).quoted();
      after.add("CREATE TABLE \"log of\" (what TEXT)");
      for (String event : List.of("INSERT", "UPDATE", "DELETE")) {
        after.add(
            "CREATE TRIGGER \"on %s\" AFTER %s ON %s BEGIN INSERT INTO \"log of\" VALUES ('%s'); END"
                .formatted(event, event, name, event));
      }
    }
    after.add("PRAGMA user_version = " + random.nextInt(1000));
    after.add("PRAGMA application_id = " + random.nextInt());
  }

  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  List<Tab> tables() {
    return tables;
  }

  /** What makes the tables. */
  List<String> before() {
    return before;
  }

  /** What is made once the rows are there. */
  List<String> after() {
    return after;
  }

  private Set<String> pick(List<String> from, int count) {
    Set<String> picked = new LinkedHashSet<>();
    while (picked.size() < count) {
      picked.add(from.get(random.nextInt(from.size())));
    }
    return picked;
  }

  private void table(String name, List<String> all) {
    boolean strict = random.nextInt(5) == 0;
    Key key = Key.values()[random.nextInt(Key.values().length)];
    boolean numbered = key == Key.ROWID || key == Key.AUTOINCREMENT;
    List<Col> columns = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    if (numbered) {
      columns.add(new Col("id", "INTEGER", true, true, true));
      parts.add("id INTEGER PRIMARY KEY" + (key == Key.AUTOINCREMENT ? " AUTOINCREMENT" : ""));
    }
    int count = 2 + random.nextInt(4);
    for (String column : pick(COLUMNS, count)) {
      String type =
          strict
              ? STRICT.get(random.nextInt(STRICT.size()))
              : TYPES.get(random.nextInt(TYPES.size()));
      boolean keyed = columns.size() < 2 && !numbered;
      boolean notNull =
          keyed ? key == Key.WITHOUT_ROWID || key == Key.UNIQUE_NOT_NULL : random.nextInt(6) == 0;
      columns.add(new Col(column, type, strict, notNull, false));
      parts.add(
          quote(column)
              + " "
              + type
              + (notNull ? " NOT NULL" : "")
              + (random.nextInt(4) == 0 ? " DEFAULT 7.5".replace("7.5", defaultFor(type)) : "")
              + (key == Key.NOCASE && keyed ? " COLLATE NOCASE" : ""));
    }
    generated(columns, parts, strict);
    keyParts(key, columns, parts);
    references(columns, parts, all, numbered);
    before.add(
        "CREATE TABLE %s (%s)%s"
            .formatted(quote(name), String.join(", ", parts), options(key, strict)));
    tables.add(new Tab(name, columns));
    indexes(name, columns);
  }

  private static String defaultFor(String type) {
    return switch (type) {
      case "INT", "INTEGER" -> "7";
      case "TEXT" -> "'seven'";
      case "BLOB" -> "x'07'";
      default -> "7.5";
    };
  }

  private static String options(Key key, boolean strict) {
    List<String> options = new ArrayList<>();
    if (key == Key.WITHOUT_ROWID) {
      options.add("WITHOUT ROWID");
    }
    if (strict) {
      options.add("STRICT");
    }
    return options.isEmpty() ? "" : " " + String.join(", ", options);
  }

  private void generated(List<Col> columns, List<String> parts, boolean strict) {
    if (random.nextInt(4) == 0) {
      String source = columns.get(columns.size() - 1).quoted();
      parts.add(
          "made %s GENERATED ALWAYS AS (typeof(%s) || length(hex(%s))) %s"
              .formatted(
                  strict ? "TEXT" : "",
                  source,
                  source,
                  random.nextBoolean() ? "STORED" : "VIRTUAL"));
    }
  }

  private static void keyParts(Key key, List<Col> columns, List<String> parts) {
    String first = columns.get(0).quoted();
    String second = columns.get(1).quoted();
    switch (key) {
      case COMPOSITE_NULLABLE, WITHOUT_ROWID ->
          parts.add("PRIMARY KEY (" + second + ", " + first + ")");
      case UNIQUE_NULLABLE, NOCASE -> parts.add("UNIQUE (" + first + ")");
      case UNIQUE_NOT_NULL -> parts.add("UNIQUE (" + first + ", " + second + ")");
      case DESCENDING -> parts.add("PRIMARY KEY (" + first + " DESC)");
      default -> {}
    }
  }

  private void references(
      List<Col> columns, List<String> parts, List<String> all, boolean numbered) {
    List<String> actions =
        Arrays.asList("", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON DELETE RESTRICT");
    if (random.nextInt(2) == 0) {
      // To any table, itself included, so that references may go in circles; many do not hold.
      String target = all.get(random.nextInt(all.size()));
      columns.add(new Col("ref", "INTEGER", true, false, false));
      parts.add(parts.size() - constraints(parts), "ref INTEGER");
      parts.add(
          "FOREIGN KEY (ref) REFERENCES %s(%s)%s"
              .formatted(quote(target), numbered ? "id" : "ref", actions.get(random.nextInt(4))));
    }
  }

  /** How many of the parts, at the end, are constraints of the table. */
  private static int constraints(List<String> parts) {
    return (int)
        parts.stream()
            .filter(p -> p.startsWith("PRIMARY KEY (") || p.startsWith("UNIQUE ("))
            .count();
  }

  private void indexes(String name, List<Col> columns) {
    Col last = columns.get(columns.size() - 1);
    switch (random.nextInt(6)) {
      case 0 ->
          before.add(
              "CREATE UNIQUE INDEX %s ON %s(%s)"
                  .formatted(quote("u " + name), quote(name), last.quoted()));
      case 1 ->
          before.add(
              "CREATE UNIQUE INDEX %s ON %s(%s, length(%s)) WHERE %s IS NOT NULL"
                  .formatted(
                      quote("p " + name),
                      quote(name),
                      last.quoted(),
                      last.quoted(),
                      last.quoted()));
      case 2 ->
          after.add(
              "CREATE INDEX %s ON %s(%s DESC)"
                  .formatted(quote("i " + name), quote(name), last.quoted()));
      default -> {}
    }
  }
}

package dev.belay.engine.sqlite;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Tables and rows as odd as SQLite allows, from a seed. */
final class RandomTables {
  private static final List<String> TYPES =
      List.of("TEXT", "INTEGER", "REAL", "BLOB", "NUMERIC", "", "VARCHAR(9)", "DOUBLE", "DATETIME");
  private static final List<String> STRICT =
      List.of("TEXT", "INTEGER", "REAL", "BLOB", "ANY", "INT");
  private static final List<String> NAMES = List.of("a", "order", "x\"y", "Größe", "group", "a b");
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A",
          "ab",
          "^",
          "^i1",
          "42",
          "-1.5",
          "1.0",
          "Infinity",
          "a\tb",
          "a\nb",
          "\\",
          "\\N",
          "é",
          "z",
          "\ud83d\ude00",
          "\uffe0",
          "a\0b",
          "a\bb",
          "-",
          "1E5",
          "01");
  private static final List<String> REALS =
      List.of(
          "0.0",
          "-0.0",
          "1.0",
          "1.5",
          "-1.5",
          "1e10",
          "9e999",
          "-9e999",
          "1e300",
          "0.1",
          "9007199254740993.0",
          "1e-7",
          "123456.78");
  private static final List<String> INTEGERS =
      List.of(
          "0",
          "1",
          "-1",
          "2",
          "42",
          "10000000000",
          "9223372036854775807",
          "-9223372036854775807",
          "9007199254740993");

  private final Random random;
  private final List<String> columns = new ArrayList<>();

  RandomTables(long seed) {
    this.random = new Random(seed);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** The DDL of a table {@code t}. */
  String table() {
    int count = 1 + random.nextInt(5);
    boolean strict = chance(15);
    int key = random.nextInt(6);
    List<String> parts = new ArrayList<>();
    columns.clear();
    for (int i = 0; i < count; i++) {
      String name = NAMES.get(i);
      columns.add(name);
      String type = i == 0 && key == 0 ? "INTEGER PRIMARY KEY" : one(strict ? STRICT : TYPES);
      String collate = chance(20) ? " COLLATE NOCASE" : chance(10) ? " COLLATE RTRIM" : "";
      String rest =
          i == 0 && key == 5 ? " NOT NULL UNIQUE" : chance(15) && key != 0 ? " UNIQUE" : "";
      parts.add(Sql.name(name) + " " + type + collate + rest);
    }
    if (chance(20)) {
      parts.add(
          "gen AS ("
              + Sql.name(columns.get(0))
              + " || 'x') "
              + (chance(50) ? "STORED" : "VIRTUAL"));
      if (strict) {
        parts.set(parts.size() - 1, "gen TEXT AS (" + Sql.name(columns.get(0)) + " || 'x')");
      }
    }
    boolean named = key == 1 || key == 2;
    if (named) {
      parts.add(
          "PRIMARY KEY ("
              + Sql.join(columns.subList(0, Math.min(count, key)), ", ", Sql::name)
              + ")");
    }
    List<String> options = new ArrayList<>();
    if (named && chance(50)) {
      options.add("WITHOUT ROWID");
    }
    if (strict) {
      options.add("STRICT");
    }
    return "CREATE TABLE t(%s) %s;".formatted(String.join(", ", parts), String.join(", ", options));
  }

  /** Statements that insert a row each, or fail. */
  List<String> rows(int count) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          "INSERT OR IGNORE INTO t(%s) VALUES (%s)"
              .formatted(
                  Sql.join(columns, ", ", Sql::name), Sql.join(columns, ", ", c -> value())));
    }
    return rows;
  }

  private String value() {
    return switch (random.nextInt(10)) {
      case 0, 1 -> "NULL";
      case 2, 3 -> one(INTEGERS);
      case 4, 5 -> one(REALS);
      case 6 -> "x'" + HexFormat.of().formatHex(Session.utf8(one(TEXTS))) + "'";
      case 7 ->
          "CAST(x'"
              + one(List.of("ff", "c3", "61ed a080".replace(" ", ""), "f0f0", "00"))
              + "' AS TEXT)";
      default -> "CAST(x'" + HexFormat.of().formatHex(Session.utf8(one(TEXTS))) + "' AS TEXT)";
    };
  }
}

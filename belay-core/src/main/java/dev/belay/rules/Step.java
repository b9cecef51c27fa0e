package dev.belay.rules;

import dev.belay.engine.UserSql;
import dev.belay.model.Rules;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One statement of the rules.
 *
 * @param rule which kind of rule
 * @param table the table that it is for; empty for a statement that is people's own
 * @param told its condition or statement, as it was written
 * @param sql the statement that is run
 */
record Step(String rule, String table, String told, String sql) {
  /** Stands in {@code sql} for the table that it is for, whatever that is called then. */
  private static final String PLACE = "\0";

  /** The statement for a table of this name. */
  String on(String name) {
    return sql.replace(PLACE, name);
  }

  /** What it is called in messages. */
  String name(String place) {
    return place + ": " + rule + (table.isEmpty() ? " \"" + shown() + "\"" : " of " + table);
  }

  private String shown() {
    String line = told.replaceAll("\\s+", " ").strip();
    return line.length() <= 60 ? line : line.substring(0, 59) + "…";
  }

  static Step delete(Ruling ruling, Table table, String condition, UserSql.Dialect dialect) {
    return filter("delete", ruling.place(), table, condition, "IS TRUE", dialect);
  }

  /** Leaves only the rows that a condition takes. */
  static Step only(String place, Table table, String condition, UserSql.Dialect dialect) {
    return filter("only", place, table, condition, "IS NOT TRUE", dialect);
  }

  private static Step filter(
      String rule,
      String place,
      Table table,
      String condition,
      String which,
      UserSql.Dialect dialect) {
    Step step = new Step(rule, table.name().toString(), condition, "");
    String sql =
        "DELETE FROM %s WHERE (%s) %s"
            .formatted(PLACE, expression(step.name(place), condition, dialect), which);
    return new Step(rule, step.table, condition, sql);
  }

  static Step set(Ruling ruling, Table table, Rules.SetRule set, UserSql.Dialect dialect) {
    String name = ruling.place() + ": set of " + table.name();
    List<String> values = new ArrayList<>();
    List<String> told = new ArrayList<>();
    for (Map.Entry<String, Rules.Assigned> entry : set.values().entrySet()) {
      String value = value(name, entry.getValue(), dialect);
      values.add(quoted(entry.getKey()) + " = " + value);
      told.add(entry.getKey() + " = " + value);
    }
    String where =
        set.where().isBlank()
            ? ""
            : " WHERE (" + expression(name, set.where(), dialect) + ") IS TRUE";
    String text = String.join(", ", told) + (set.where().isBlank() ? "" : " where " + set.where());
    return new Step(
        "set",
        table.name().toString(),
        text,
        "UPDATE " + PLACE + " SET " + String.join(", ", values) + where);
  }

  private static String value(String name, Rules.Assigned to, UserSql.Dialect dialect) {
    return switch (to.kind()) {
      case TEXT -> "'" + to.text().replace("'", "''") + "'";
      case NUMBER -> expression(name, to.text(), dialect);
      case TRUE -> "TRUE";
      case FALSE -> "FALSE";
      case NULL -> "NULL";
      case EXPRESSION -> "(" + expression(name, to.text(), dialect) + ")";
    };
  }

  static Step after(String statement) {
    return new Step("after", "", statement, statement);
  }

  private static String expression(String name, String sql, UserSql.Dialect dialect) {
    return UserSql.of(name, sql, dialect).requireExpression().at("now");
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Whether what it does depends on when it is run. */
  boolean timed(UserSql.Dialect dialect) {
    return UserSql.of(rule, sql, dialect).saysNow();
  }

  /**
   * Whether it names this table, or one that it is a partition of; a quoted or unquoted name of the
   * same letters will do.
   */
  boolean names(Table other, UserSql.Dialect dialect) {
    return UserSql.of(rule, sql, dialect).tokens().stream()
        .anyMatch(t -> namesOf(other).anyMatch(name -> spells(t, name.name())));
  }

  private static Stream<TableName> namesOf(Table table) {
    return Stream.concat(Stream.of(table.name()), table.partitionOf().stream());
  }

  private static boolean spells(UserSql.Token token, String name) {
    return switch (token.kind()) {
      case WORD -> token.text().equalsIgnoreCase(name);
      case NAME -> token.text().substring(1, token.text().length() - 1).equalsIgnoreCase(name);
      default -> false;
    };
  }

  /** Whether it writes to this table. */
  boolean writes(Table other, UserSql.Dialect dialect) {
    return UserSql.of(rule, sql, dialect).written().stream()
        .anyMatch(w -> namesOf(other).anyMatch(w::means));
  }
}

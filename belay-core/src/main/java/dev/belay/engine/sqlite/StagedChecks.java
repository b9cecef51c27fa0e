package dev.belay.engine.sqlite;

import dev.belay.engine.Change.FailedCheck;
import dev.belay.engine.UserSql;
import dev.belay.engine.UserSql.Kind;
import dev.belay.engine.UserSql.Token;
import dev.belay.model.Column;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks the CHECK constraints of a table about rows that are only staged. They are known from the
 * text of CREATE TABLE alone.
 */
final class StagedChecks {
  private StagedChecks() {}

  static List<FailedCheck> of(Session session, Staged staged) throws SQLException {
    Table table = staged.table();
    String create =
        session.text(
            "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = "
                + Sql.text(table.name().name()));
    Set<String> unknown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    table.columns().stream()
        .map(Column::name)
        .filter(c -> !staged.has(List.of(c)))
        .forEach(unknown::add);
    String rows = rows(staged, collations(table, create));
    List<FailedCheck> failed = new ArrayList<>();
    for (List<Token> check : checks(create)) {
      String text = text(check);
      if (check.stream().noneMatch(t -> unknown.contains(name(t)))) {
        failed.addAll(ask(session, rows, text));
      }
    }
    return failed;
  }

  /** The staged rows as if they were in the table, each with its number. */
  private static String rows(Staged staged, Map<String, String> collations) {
    return "(SELECT s.rowid AS belay_number, %s FROM %s AS s WHERE s.op = %d) AS %s"
        .formatted(
            Sql.join(
                staged.columns(),
                ", ",
                c ->
                    staged.column("s", c.name())
                        + collations.getOrDefault(c.name(), "")
                        + " AS "
                        + Sql.name(c.name())),
            staged.name(),
            Staged.INSERT,
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

  private static List<FailedCheck> ask(Session session, String rows, String check)
      throws SQLException {
    List<List<@Nullable String>> answer;
    try {
      answer =
          session.rows(
              "SELECT count(*), min(belay_number) FROM %s WHERE NOT (%s)".formatted(rows, check));
    } catch (SQLException e) {
      if (Failures.code(e) != Failures.ERROR) {
        throw e;
      }
      // What can't be asked here is asked by SQLite itself when the rows are applied.
      return List.of();
    }
    long count = Long.parseLong(String.valueOf(answer.get(0).get(0)));
    return count == 0
        ? List.of()
        : List.of(
            new FailedCheck(check, count, Long.parseLong(String.valueOf(answer.get(0).get(1)))));
  }

  /** What is in the brackets of each CHECK, of columns and of the table. */
  private static List<List<Token>> checks(String create) {
    List<List<Token>> checks = new ArrayList<>();
    List<Token> tokens =
        UserSql.of("the schema", create, UserSql.Dialect.SQLITE).tokens().stream()
            .filter(t -> t.kind() != Kind.COMMENT)
            .toList();
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 1 && token.is("CHECK")) {
        List<Token> inside = inside(tokens, i + 1);
        if (!inside.isEmpty()) {
          checks.add(inside);
        }
      }
    }
    return checks;
  }

  /** What is in the brackets that begin here, or behind blanks; nothing where none do. */
  private static List<Token> inside(List<Token> tokens, int from) {
    List<Token> inside = new ArrayList<>();
    int depth = 0;
    for (Token token : tokens.subList(from, tokens.size())) {
      depth -= token.is(")") ? 1 : 0;
      if (depth == 0 && token.is(")")) {
        return inside;
      }
      if (depth > 0) {
        inside.add(token);
      } else if (!token.blank() && !token.is("(")) {
        return List.of();
      }
      depth += token.is("(") ? 1 : 0;
    }
    return List.of();
  }

  private static String text(List<Token> tokens) {
    StringBuilder text = new StringBuilder();
    tokens.forEach(t -> text.append(t.text()));
    return text.toString().strip();
  }

  /** A word as the name that it may be. */
  private static String name(Token token) {
    String text = token.text();
    boolean quoted = token.kind() == Kind.NAME && text.length() >= 2;
    return (quoted ? text.substring(1, text.length() - 1) : text).toLowerCase(Locale.ROOT);
  }
}

package dev.belay.engine.sqlite;

import dev.belay.engine.UserSql;
import dev.belay.engine.UserSql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What only the text of {@code CREATE TABLE} tells of a column. By SQLite's grammar the columns
 * come first, in the order of the table.
 *
 * @param collation what follows COLLATE; empty where nothing does
 * @param preset what follows DEFAULT; empty where nothing does
 * @param generated {@code AS (…)} and its kind; empty for a column that is stored
 */
record ColumnText(String collation, String preset, String generated) {
  static final ColumnText PLAIN = new ColumnText("", "", "");

  private static final Set<String> CLAUSES =
      Set.of(
          "CONSTRAINT",
          "PRIMARY",
          "NOT",
          "NULL",
          "UNIQUE",
          "CHECK",
          "DEFAULT",
          "COLLATE",
          "REFERENCES",
          "GENERATED",
          "AS",
          "ON");

  /** Each item in the brackets of a CREATE TABLE; those behind the columns mean nothing. */
  static List<ColumnText> of(String create) {
    List<Token> tokens =
        UserSql.of("the schema", create, UserSql.Dialect.SQLITE).tokens().stream()
            .map(t -> t.kind() == UserSql.Kind.COMMENT ? new Token(t.kind(), " ") : t)
            .toList();
    List<ColumnText> all = new ArrayList<>();
    List<Token> item = new ArrayList<>();
    int depth = 0;
    for (Token token : tokens) {
      if (token.is(")") && --depth == 0) {
        all.add(column(item));
        return all;
      }
      if (depth == 1 && token.is(",")) {
        all.add(column(item));
        item.clear();
      } else if (depth > 0) {
        item.add(token);
      }
      if (token.is("(")) {
        depth++;
      }
    }
    return all;
  }

  private static ColumnText column(List<Token> item) {
    ColumnText column = PLAIN;
    int depth = 0;
    for (int i = 0; i < item.size(); i++) {
      Token token = item.get(i);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0 && token.is("COLLATE")) {
        column = new ColumnText(clause(item, i + 1), column.preset, column.generated);
      } else if (depth == 0 && token.is("DEFAULT")) {
        column = new ColumnText(column.collation, clause(item, i + 1), column.generated);
      } else if (depth == 0 && token.is("AS")) {
        String as = "GENERATED ALWAYS AS " + clause(item, i + 1);
        column = new ColumnText(column.collation, column.preset, as);
      }
    }
    return column;
  }

  /** All up to the next clause. A word that begins one may stand first: {@code DEFAULT NULL}. */
  private static String clause(List<Token> item, int from) {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (int i = from; i < item.size(); i++) {
      Token token = item.get(i);
      boolean ends =
          depth == 0
              && token.kind() == UserSql.Kind.WORD
              && CLAUSES.contains(token.text().toUpperCase(java.util.Locale.ROOT));
      if (ends && !text.toString().isBlank()) {
        break;
      }
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      text.append(token.text());
    }
    return text.toString().strip();
  }
}

package dev.belay.engine.sqlite;

import dev.belay.engine.UserSql;
import dev.belay.engine.UserSql.Kind;
import dev.belay.engine.UserSql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A CHECK constraint, which SQLite tells of in the text of {@code CREATE TABLE} alone.
 *
 * @param tokens what is in its brackets
 */
record CheckText(List<Token> tokens) {
  CheckText {
    tokens = List.copyOf(tokens);
  }

  /** Those of a table, its columns' and its own, in order. */
  static List<CheckText> of(String create) {
    List<CheckText> checks = new ArrayList<>();
    if (!create.toUpperCase(Locale.ROOT).contains("CHECK")) {
      return checks;
    }
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
          checks.add(new CheckText(inside));
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

  /** The condition. */
  String condition() {
    return tokens.stream().map(Token::text).collect(Collectors.joining()).strip();
  }

  /** Whether this may be a name in it, whatever its case. */
  boolean names(String column) {
    return tokens.stream().anyMatch(t -> name(t).equalsIgnoreCase(column));
  }

  private static String name(Token token) {
    String text = token.text();
    boolean quoted = token.kind() == Kind.NAME && text.length() >= 2;
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** As {@link dev.belay.model.Table#constraints} has it. */
  @Override
  public String toString() {
    return "CHECK (" + condition() + ")";
  }
}

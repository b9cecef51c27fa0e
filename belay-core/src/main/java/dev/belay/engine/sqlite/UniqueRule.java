package dev.belay.engine.sqlite;

import dev.belay.engine.UserSql;
import dev.belay.engine.UserSql.Kind;
import dev.belay.engine.UserSql.Token;
import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a unique index demands, as SQL over the columns of its table.
 *
 * @param terms what must be unique together
 * @param condition of which rows alone; {@code 1} for all
 * @param text as {@link Table#constraints} has it
 */
record UniqueRule(List<Term> terms, String condition, String text) {
  private static final Set<String> DIRECTIONS = Set.of("ASC", "DESC");

  /**
   * A column or expression.
   *
   * @param collation by which it is compared, as a name in SQL
   */
  record Term(String sql, String collation) {}

  UniqueRule {
    terms = List.copyOf(terms);
  }

  /** Those of a table that say more than that no two rows have the same identity. */
  static List<UniqueRule> of(Session session, Table table) throws SQLException {
    List<UniqueRule> rules = new ArrayList<>();
    for (List<@Nullable String> index :
        session.rows(
            "SELECT l.name, s.sql FROM pragma_index_list(%s, 'main') AS l LEFT JOIN main.sqlite_schema AS s ON s.type = 'index' AND s.name = l.name WHERE l.\"unique\" = 1 ORDER BY l.name"
                .formatted(Sql.text(table.name().name())))) {
      String sql = index.get(1);
      List<List<@Nullable String>> parts = parts(session, String.valueOf(index.get(0)));
      if (!isIdentity(parts, table)) {
        rules.add(sql == null ? plain(parts) : declared(parts, sql));
      }
    }
    return rules;
  }

  private static List<List<@Nullable String>> parts(Session session, String index)
      throws SQLException {
    return session.rows(
        "SELECT name, coll FROM pragma_index_xinfo(%s, 'main') WHERE key = 1 ORDER BY seqno"
            .formatted(Sql.text(index)));
  }

  /** Rows whose identities differ can't clash there: it compares as they are told apart. */
  private static boolean isIdentity(List<List<@Nullable String>> parts, Table table) {
    return parts.stream().map(p -> String.valueOf(p.get(0))).toList().equals(table.key())
        && parts.stream().allMatch(p -> "BINARY".equals(p.get(1)));
  }

  private static UniqueRule plain(List<List<@Nullable String>> parts) {
    List<Term> terms =
        parts.stream().map(p -> term(p, Sql.name(String.valueOf(p.get(0))))).toList();
    String names =
        parts.stream().map(p -> String.valueOf(p.get(0))).collect(Collectors.joining(", "));
    return new UniqueRule(terms, "1", "UNIQUE (" + names + ")");
  }

  private static Term term(List<@Nullable String> part, String sql) {
    return new Term(sql, Sql.name(String.valueOf(part.get(1))));
  }

  /** The first brackets of its statement hold the terms; what follows them is the condition. */
  private static UniqueRule declared(List<List<@Nullable String>> parts, String sql) {
    List<Token> tokens =
        UserSql.of("the schema", sql, UserSql.Dialect.SQLITE).tokens().stream()
            .map(t -> t.kind() == Kind.COMMENT ? new Token(t.kind(), " ") : t)
            .dropWhile(t -> !t.is("("))
            .toList();
    List<String> items = new ArrayList<>();
    List<Token> item = new ArrayList<>();
    int depth = 0;
    int at = 0;
    do {
      Token token = tokens.get(at++);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0 || (depth == 1 && token.is(","))) {
        items.add(undirected(item));
        item.clear();
      } else if (at > 1) {
        item.add(token);
      }
    } while (depth > 0 && at < tokens.size());
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String name = parts.get(i).get(0);
      terms.add(term(parts.get(i), name == null ? "(" + items.get(i) + ")" : Sql.name(name)));
    }
    return new UniqueRule(
        terms, condition(tokens.subList(at, tokens.size())), "UNIQUE " + text(tokens));
  }

  private static String undirected(List<Token> item) {
    int end = item.size();
    while (item.get(end - 1).blank()) {
      end--;
    }
    boolean directed = DIRECTIONS.contains(item.get(end - 1).text().toUpperCase(Locale.ROOT));
    return text(item.subList(0, directed ? end - 1 : end));
  }

  private static String condition(List<Token> rest) {
    String text = text(rest.stream().dropWhile(t -> !t.is("WHERE")).skip(1).toList());
    return text.isEmpty() ? "1" : text;
  }

  private static String text(List<Token> tokens) {
    return tokens.stream().map(Token::text).collect(Collectors.joining()).strip();
  }

  /** Whether this may be a name in it, whatever its case. */
  boolean names(String column) {
    return Stream.concat(terms.stream().map(Term::sql), Stream.of(condition))
        .map(sql -> UserSql.of("the schema", sql, UserSql.Dialect.SQLITE))
        .anyMatch(sql -> new CheckText(sql.tokens()).names(column));
  }
}

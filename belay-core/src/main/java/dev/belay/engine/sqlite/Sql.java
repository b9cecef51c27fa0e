package dev.belay.engine.sqlite;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pieces of SQL text. */
final class Sql {
  private Sql() {}

  /** A name as an identifier, whatever letters it has. */
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text as a literal; NUL can't stand in one. */
  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A name as SQLite compares it: without regard to the case of ASCII's letters alone. */
  static String folded(String name) {
    StringBuilder folded = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      folded.append(c >= 'A' && c <= 'Z' ? (char) (c | 32) : c);
    }
    return folded.toString();
  }

  /** A table of the main database. */
  static String main(String table) {
    return "main." + name(table);
  }

  /** Each part through {@code each}, joined by {@code between}. */
  static <T> String join(Collection<T> parts, String between, Function<T, String> each) {
    return parts.stream().map(each).collect(Collectors.joining(between));
  }

  /**
   * Terms joined by an operator that is associative, as a balanced tree: a table may have more
   * columns than SQLite lets an expression be deep.
   */
  static String tree(List<String> terms, String operator) {
    if (terms.size() < 3) {
      return String.join(operator, terms);
    }
    int half = terms.size() / 2;
    return "("
        + tree(terms.subList(0, half), operator)
        + ")"
        + operator
        + "("
        + tree(terms.subList(half, terms.size()), operator)
        + ")";
  }
}

package dev.belay.engine.sqlite;

import java.util.Collection;
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

  /** A table of the main database. */
  static String main(String table) {
    return "main." + name(table);
  }

  /** Each part through {@code each}, joined by {@code between}. */
  static <T> String join(Collection<T> parts, String between, Function<T, String> each) {
    return parts.stream().map(each).collect(Collectors.joining(between));
  }
}

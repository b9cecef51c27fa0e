package dev.belay.engine.postgresql;

import dev.belay.model.TableName;
import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Pieces of SQL text. Sessions run with an empty search path, so every name is written with its
 * schema.
 */
final class Sql {
  private Sql() {}

  /** The name as a quoted identifier. */
  static String ident(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** The name with its schema, both quoted. */
  static String name(TableName table) {
    return ident(table.schema()) + '.' + ident(table.name());
  }

  /** The text as a string literal; sessions run with standard_conforming_strings. */
  static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  /** The parts, each turned into SQL, with commas between. */
  static <T> String list(Collection<T> parts, Function<T, String> each) {
    return join(parts, ", ", each);
  }

  static <T> String join(Collection<T> parts, String between, Function<T, String> each) {
    return parts.stream().map(each).collect(Collectors.joining(between));
  }
}

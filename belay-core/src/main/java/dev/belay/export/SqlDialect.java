package dev.belay.export;

import dev.belay.model.Column;
import dev.belay.model.Counter;
import dev.belay.model.TableName;
import java.util.List;

/** How one engine wants its SQL. A new engine is one class and a line in {@link SqlFormat}. */
interface SqlDialect {
  /** The engine's name in catalogs. */
  String engine();

  /** What stands first: settings without which text would be read otherwise. */
  List<String> opening(Content content);

  /** What stands last. */
  List<String> closing(Content content);

  /** A table or column, quoted. */
  String name(String name);

  String table(TableName name);

  /** A value, so that the column gets just that. */
  String literal(ExportColumn column, Value value);

  /** What stands between the columns of an INSERT and VALUES; empty or ending with a space. */
  default String overriding() {
    return "";
  }

  /** Statements that let rows in without the columns that were left out, after the structure. */
  List<String> withoutColumns(TableName table, List<Column> leftOut);

  /**
   * Of the columns that were left out, those that need some value all the same, each with it as a
   * literal.
   */
  List<Stand> stands(List<Column> leftOut);

  /** Statements that set counters. */
  List<String> counters(List<Counter> counters);

  /**
   * A column that was left out, with what is written in its place.
   *
   * @param column its name
   * @param literal the value
   */
  record Stand(String column, String literal) {}
}

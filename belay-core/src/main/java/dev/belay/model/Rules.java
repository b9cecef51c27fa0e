package dev.belay.model;

import java.util.List;
import java.util.Map;

/**
 * What is done to a dataset before a database is made equal to it. Applied in this order; tables
 * are named as in {@link Profile}, SQL is the engine's own, in which the bare word {@code now}
 * stands for the moment of the run.
 *
 * @param clear tables that are to have no rows
 * @param keep tables that stay as they are in the database
 * @param delete rows that go: a condition, by table
 * @param set columns that get a value
 * @param after statements that then run on the dataset
 */
public record Rules(
    List<String> clear,
    List<String> keep,
    Map<String, String> delete,
    List<SetRule> set,
    List<String> after) {
  /** The dataset as it is. */
  public static final Rules NONE = new Rules(List.of(), List.of(), Map.of(), List.of(), List.of());

  public Rules {
    clear = List.copyOf(clear);
    keep = List.copyOf(keep);
    delete = Profile.ordered(delete);
    set = List.copyOf(set);
    after = List.copyOf(after);
  }

  /** Whether they change nothing. */
  public boolean none() {
    return equals(NONE);
  }

  /**
   * Columns of a table that get a value.
   *
   * @param table the table
   * @param values by column
   * @param where which rows; empty for all
   */
  public record SetRule(String table, Map<String, Assigned> values, String where) {
    public SetRule {
      values = Profile.ordered(values);
    }
  }

  /**
   * What a column is set to.
   *
   * @param text a value as text, or an expression in the engine's SQL
   * @param kind which of the two; NULL has no text
   */
  public record Assigned(String text, Kind kind) {
    /** How {@code text} is meant. */
    public enum Kind {
      /** Plain text. */
      TEXT,
      /** A number, as SQL writes it. */
      NUMBER,
      TRUE,
      FALSE,
      NULL,
      /** SQL: {@code {sql: "upper(name)"}}. */
      EXPRESSION
    }
  }
}

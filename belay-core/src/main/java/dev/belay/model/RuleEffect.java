package dev.belay.model;

/**
 * What one rule of a profile did to the target of a plan.
 *
 * @param rule {@code clear}, {@code delete}, {@code set}, {@code after}, {@code keep} or {@code
 *     where}
 * @param table the table, as people call it; empty for a statement that runs after the others
 * @param sql its condition or statement, as it was written; may be empty
 * @param rows how many rows it concerns: for {@code keep} and {@code where} those that stay as they
 *     are for its sake; -1 where they were not counted
 */
public record RuleEffect(String rule, String table, String sql, long rows) {}

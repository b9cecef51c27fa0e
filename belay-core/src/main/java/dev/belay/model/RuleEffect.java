package dev.belay.model;

/**
 * What one rule of a profile did to the target of a plan.
 *
 * @param rule {@code clear}, {@code delete}, {@code set}, {@code after} and {@code keep} as a
 *     profile has them; {@code only} for a condition on the rows of the source, {@code where} for
 *     the same on live rows
 * @param table the table, as people call it; empty for a statement that runs after the others
 * @param sql its condition or statement, as it was written; may be empty
 * @param rows how many rows it concerns: for {@code only} those of the source that are not taken,
 *     for {@code where} live ones that stay as they are; -1 where they were not counted
 */
public record RuleEffect(String rule, String table, String sql, long rows) {}

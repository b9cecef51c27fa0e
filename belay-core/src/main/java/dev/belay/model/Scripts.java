package dev.belay.model;

/**
 * The engine's own DDL of a database, verbatim.
 *
 * @param before what comes before the rows (types, tables, functions, …)
 * @param after what comes after them (indexes, constraints, triggers, …)
 * @param missing why there is none, one line; empty where both are there
 */
public record Scripts(String before, String after, String missing) {
  /** No DDL could be captured; {@code why} says the reason in one line. */
  public static Scripts none(String why) {
    return new Scripts("", "", why);
  }

  /** Whether a new database can be built from these scripts. */
  public boolean complete() {
    return missing.isEmpty();
  }
}

package dev.belay.model;

/** What a plan may do to rows. */
public enum Mode {
  /** Make the table equal: insert, update, delete. */
  REPLACE,
  /** Insert and update; rows that only the database has stay. */
  MERGE,
  /** Insert only; rows that the database has stay as they are. */
  MISSING;

  public boolean updates() {
    return this != MISSING;
  }

  public boolean deletes() {
    return this == REPLACE;
  }
}

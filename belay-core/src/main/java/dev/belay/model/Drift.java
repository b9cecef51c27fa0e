package dev.belay.model;

/**
 * One way in which the structure of a snapshot (or other source) and of a database differ.
 *
 * @param table the table
 * @param column the column; empty where it is about the whole table
 * @param kind what differs
 * @param detail the two sides, for people
 * @param fits whether rows can be restored all the same
 */
public record Drift(TableName table, String column, Kind kind, String detail, boolean fits) {
  /** Whether it is only in the way of rows that would be inserted. */
  public boolean onlyNewRows() {
    return kind == Kind.COLUMN_EXTRA;
  }

  /** The same where no rows are inserted. */
  public Drift withoutNewRows() {
    return new Drift(table, column, kind, detail + "; there are none", true);
  }

  /** What differs. */
  public enum Kind {
    /** The snapshot has the table, the database does not. */
    TABLE_MISSING,
    /** The database has the table, the snapshot does not: it is left as it is. */
    TABLE_EXTRA,
    /** The snapshot has the column, the database does not: its values have no place. */
    COLUMN_MISSING,
    /**
     * The database has the column, the snapshot does not: it keeps its values or gets its default.
     */
    COLUMN_EXTRA,
    /** The column has another type. */
    COLUMN_RETYPED,
    /** Rows are identified by other columns. */
    KEY_CHANGED
  }
}

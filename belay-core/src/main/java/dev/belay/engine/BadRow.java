package dev.belay.engine;

import java.io.IOException;

/** A row that the database does not take, of those that were given to a {@link Stage}. */
public final class BadRow extends IOException {
  private static final long serialVersionUID = 1;

  private final long row;
  private final String column;
  private final String why;

  /**
   * @param row which of the rows of that stage, from 1
   * @param column which column; empty where it is not known
   * @param why the database's words
   */
  public BadRow(String message, long row, String column, String why, Throwable cause) {
    super(message, cause);
    this.row = row;
    this.column = column;
    this.why = why;
  }

  public long row() {
    return row;
  }

  public String column() {
    return column;
  }

  public String why() {
    return why;
  }
}

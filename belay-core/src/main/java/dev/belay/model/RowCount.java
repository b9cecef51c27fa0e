package dev.belay.model;

/** How many rows, in words. */
public final class RowCount {
  private RowCount() {}

  /** {@code 1 row}, {@code 3 rows}. */
  public static String of(long rows) {
    return rows == 1 ? "1 row" : rows + " rows";
  }

  /** What so many rows do: {@code refers} or {@code refer}. */
  public static String refer(long rows) {
    return rows == 1 ? "refers" : "refer";
  }
}

package dev.belay.parquet;

/** A value that the type which its column is written as has no place for. */
final class Misfit extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String what;

  Misfit(String what) {
    // Part of an export's usual course, and perhaps thrown for every row of a table.
    super(what, null, false, false);
    this.what = what;
  }

  /** What the value is. */
  String what() {
    return what;
  }
}

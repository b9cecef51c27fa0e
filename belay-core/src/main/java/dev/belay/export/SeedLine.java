package dev.belay.export;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks in which line of a file a row stands that is known only by its number. */
final class SeedLine implements FileTable.Receiver {
  private final Predicate<FileTable> ours;
  private final long wanted;
  private boolean counts;
  private long rows;
  private long line;

  /**
   * @param ours the table of which rows are counted
   * @param wanted the row, from 1
   */
  SeedLine(Predicate<FileTable> ours, long wanted) {
    this.ours = ours;
    this.wanted = wanted;
  }

  @Override
  public void begin(FileTable head) {
    counts = ours.test(head);
  }

  @Override
  public void at(long number) {
    if (counts && rows < wanted) {
      line = number;
    }
  }

  @Override
  public void row(List<Value> values) {
    rows += counts ? 1 : 0;
  }

  @Override
  public void end(Optional<String> digest) {
    counts = false;
  }

  long line() {
    return line;
  }
}

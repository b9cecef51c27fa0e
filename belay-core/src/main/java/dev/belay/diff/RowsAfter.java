package dev.belay.diff;

import dev.belay.model.Column;
import dev.belay.model.Mode;
import dev.belay.model.Table;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.util.List;

/**
 * A table's rows as a run leaves them: what was there, with what a mode lets come and go. One
 * streaming merge of rows in identity order. For one thread.
 */
public final class RowsAfter implements RowStream {
  private final RowLayout layout;
  private final RowCursor before;
  private final RowCursor coming;
  private final RowCursor going;
  private final Mode mode;
  private final List<ChunkedRows> sources;
  private RowCursor current;
  private boolean leave;
  private boolean leaveOther;

  /** Rows with the columns that they have where they come from. */
  public record Source(Table table, ChunkedRows rows) {}

  /**
   * Takes all three over, to be closed with this.
   *
   * @param columns the columns that the rows shall have; each source has them all
   * @param before what was there
   * @param coming what comes: by the mode, instead of or beside what was there
   * @param going what goes whatever the mode says
   */
  public RowsAfter(List<Column> columns, Source before, Source coming, Source going, Mode mode)
      throws IOException {
    this.layout = RowLayout.of(before.table().withColumns(columns));
    this.sources = List.of(before.rows(), coming.rows(), going.rows());
    this.before = cursor(before, columns);
    this.coming = cursor(coming, columns);
    this.going = cursor(going, columns);
    this.mode = mode;
    this.current = this.before;
  }

  private static RowCursor cursor(Source source, List<Column> columns) throws IOException {
    Table table = source.table();
    return new RowCursor(
        source.rows(), Projection.of(table.stored(), columns), RowLayout.of(table), table.name());
  }

  @Override
  public boolean next() throws IOException {
    leaveBehind();
    while (!before.exhausted() || !coming.exhausted()) {
      int order = RowCursor.order(before, coming, layout);
      leave = order <= 0;
      leaveOther = order >= 0;
      if (order > 0 || (order == 0 && mode.updates())) {
        current = coming;
        return true;
      }
      current = before;
      if (order == 0 || (!goes() && !mode.deletes())) {
        return true;
      }
      leaveBehind();
    }
    return false;
  }

  private void leaveBehind() throws IOException {
    if (leave) {
      before.advance();
    }
    if (leaveOther) {
      coming.advance();
    }
    leave = false;
    leaveOther = false;
  }

  private boolean goes() throws IOException {
    while (!going.exhausted() && RowCursor.order(going, before, layout) < 0) {
      going.advance();
    }
    boolean found = !going.exhausted() && RowCursor.order(going, before, layout) == 0;
    if (found) {
      going.advance();
    }
    return found;
  }

  @Override
  public byte[] buffer() {
    return current.line();
  }

  @Override
  public int start() {
    return current.from();
  }

  @Override
  public int end() {
    return current.to();
  }

  @Override
  public void close() throws IOException {
    for (ChunkedRows source : sources) {
      source.close();
    }
  }
}

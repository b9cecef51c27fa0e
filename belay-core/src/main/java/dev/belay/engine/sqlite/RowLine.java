package dev.belay.engine.sqlite;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.rows.RowStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The line of one row after the other, each made of values that are put from the first column to
 * the last; sums up, where that is wanted, what the indexes should hold of them. For one thread.
 */
final class RowLine {
  private final RowWriter line = new RowWriter();
  private final Form[] forms;
  private @Nullable RowSums sums;

  RowLine(List<Column> columns, Optional<RowSums> sums) {
    this.forms = columns.stream().map(Column::form).toArray(Form[]::new);
    this.sums = sums.orElse(null);
  }

  int columns() {
    return forms.length;
  }

  Form form(int column) {
    return forms[column];
  }

  /** What was summed up; null where nothing was to be. */
  @Nullable RowSums sums() {
    return sums;
  }

  /** Sums up nothing from now on. */
  void leaveSums() {
    sums = null;
  }

  void begin() {
    line.begin();
  }

  /**
   * @param rowid of the row whose values were put
   */
  void end(long rowid) {
    line.endLine();
    if (sums != null) {
      sums.endRow(rowid);
    }
  }

  /** The same where nothing is summed up. */
  void end() {
    line.endLine();
  }

  void putNull(int column) {
    to(column);
    line.putNull();
    if (sums != null && sums.wants(column)) {
      sums.put(column, EntryHash.NULL);
    }
  }

  void putInteger(int column, long value) {
    to(column);
    line.putInteger(forms[column], value);
    if (sums != null && sums.wants(column)) {
      sums.put(column, EntryHash.integer(value));
    }
  }

  void putReal(int column, double value) {
    to(column);
    line.putReal(forms[column], value);
    if (sums != null && sums.wants(column)) {
      sums.put(column, EntryHash.real(value));
    }
  }

  /**
   * @param text in UTF-8
   */
  void putText(int column, byte[] text, int from, int end) {
    to(column);
    line.putText(forms[column], text, from, end);
  }

  /** The same text as the database keeps it, which its indexes do, too. */
  void stored(int column, byte[] text, int from, int end) {
    if (sums != null && sums.wants(column)) {
      sums.put(column, EntryHash.text(text, from, end));
    }
  }

  void putBlob(int column, byte[] bytes, int from, int end) {
    to(column);
    line.putBlob(forms[column], bytes, from, end);
    if (sums != null && sums.wants(column)) {
      sums.put(column, EntryHash.blob(bytes, from, end));
    }
  }

  private void to(int column) {
    if (column > 0) {
      line.tab();
    }
  }

  /** As {@link RowStream#buffer}, from 0 to {@link #length}. */
  byte[] buffer() {
    return line.buffer();
  }

  int length() {
    return line.length();
  }
}

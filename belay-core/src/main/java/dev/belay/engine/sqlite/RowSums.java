package dev.belay.engine.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/**
 * What the indexes of a table should hold, summed up row by row while the table itself is read. For
 * one thread.
 */
final class RowSums {
  private final List<IndexShape> indexes;
  private final int[][] columns;
  private final boolean[] wanted;
  private final long[] values;
  private final long[] hashes;
  private final int rowidAt;
  private long rows;

  /**
   * @param indexes all over columns that are selected
   * @param selected the names of the columns that are read
   * @param rowidAt at which place the rowid is selected, counted from 0
   */
  RowSums(List<IndexShape> indexes, List<String> selected, int rowidAt) {
    this.indexes = List.copyOf(indexes);
    this.columns =
        indexes.stream()
            .map(index -> index.columns().stream().mapToInt(selected::indexOf).toArray())
            .toArray(int[][]::new);
    this.wanted = new boolean[selected.size()];
    for (int[] index : columns) {
      Arrays.stream(index).forEach(column -> wanted[column] = true);
    }
    this.values = new long[selected.size()];
    this.hashes = new long[columns.length];
    this.rowidAt = rowidAt;
  }

  /** Columns that some index needs, in any order: what must be read to sum them up. */
  static List<String> columns(List<IndexShape> indexes) {
    List<String> names = new ArrayList<>();
    for (IndexShape index : indexes) {
      index.columns().stream().filter(name -> !names.contains(name)).forEach(names::add);
    }
    return names;
  }

  /** Whether some index has the column at this place. */
  boolean wants(int column) {
    return wanted[column];
  }

  /** Takes the {@link EntryHash} of the current row's value in a column. */
  void put(int column, long hash) {
    values[column] = hash;
  }

  int rowidAt() {
    return rowidAt;
  }

  /** The values of the current row are complete. */
  void endRow(long rowid) {
    rows++;
    for (int i = 0; i < columns.length; i++) {
      long hash = EntryHash.START;
      for (int column : columns[i]) {
        hash = EntryHash.then(hash, values[column]);
      }
      hashes[i] += EntryHash.then(hash, rowid);
    }
  }

  /**
   * Sums up the next row of a statement that selects these columns and the rowid; false where there
   * is none.
   */
  boolean step(DB db, long handle) throws SQLException {
    int code = db.step(handle);
    if (code == Codes.SQLITE_ROW) {
      for (int i = 0; i < values.length; i++) {
        values[i] = EntryHash.of(db, handle, i);
      }
      endRow(db.column_long(handle, rowidAt));
      return true;
    }
    if (code != Codes.SQLITE_DONE) {
      db.throwex(code);
    }
    return false;
  }

  /** What each index should hold, by its name. */
  Map<String, EntrySum> sums() {
    Map<String, EntrySum> sums = new LinkedHashMap<>();
    for (int i = 0; i < columns.length; i++) {
      sums.put(indexes.get(i).name(), new EntrySum(rows, hashes[i]));
    }
    return sums;
  }
}

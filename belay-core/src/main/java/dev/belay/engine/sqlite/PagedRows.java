package dev.belay.engine.sqlite;

import dev.belay.engine.sqlite.pages.DamagedPages;
import dev.belay.engine.sqlite.pages.Pages;
import dev.belay.engine.sqlite.pages.RecordValues;
import dev.belay.engine.sqlite.pages.TableTree;
import dev.belay.model.BelayException;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The rows of a table as lines, in the order of their rowids, from the pages of its file. */
final class PagedRows implements RowStream {
  private final Pages pages;
  private final PagedTable place;
  private final LaterColumns later;
  private final RowLine line;
  private final Optional<IndexScan> key;
  private final Consumer<RowSums> onRead;
  private final Failures failures;
  private final TableName table;
  private final Runnable onClose;
  private @Nullable TableTree tree;
  private boolean done;
  private boolean closed;

  /**
   * @param key the walk through the index that showed their order, where one was needed
   * @param onRead takes what the line summed up, once all rows were read
   * @param onClose runs once
   */
  PagedRows(
      Pages pages,
      PagedTable place,
      LaterColumns later,
      RowLine line,
      Optional<IndexScan> key,
      Consumer<RowSums> onRead,
      Failures failures,
      TableName table,
      Runnable onClose) {
    this.pages = pages;
    this.place = place;
    this.later = later;
    this.line = line;
    this.key = key;
    this.onRead = onRead;
    this.failures = failures;
    this.table = table;
    this.onClose = onClose;
  }

  @Override
  public boolean next() throws IOException {
    if (done) {
      return false;
    }
    try {
      TableTree rows = tree;
      if (rows == null) {
        rows = new TableTree(pages, place.root(), place.most());
        tree = rows;
      }
      if (rows.next()) {
        put(rows.row(), rows.rowid());
        return true;
      }
      done = true;
      prove();
      return false;
    } catch (SQLException e) {
      throw failure(e);
    } catch (DamagedPages e) {
      throw failure(
          new SQLiteException(String.valueOf(e.getMessage()), SQLiteErrorCode.SQLITE_CORRUPT));
    }
  }

  /** What showed the order of the rows must have been about these. */
  private void prove() throws SQLException {
    RowSums sums = line.sums();
    if (sums == null) {
      return;
    }
    if (key.isPresent() && !sums.sums().containsValue(key.get().sum())) {
      throw new SQLiteException(
          "its rows are not those that the index over its key has", SQLiteErrorCode.SQLITE_CORRUPT);
    }
    onRead.accept(sums);
  }

  private BelayException failure(SQLException e) throws IOException {
    return failures.of(e, "reading table " + table);
  }

  private void put(RecordValues row, long rowid) throws SQLException {
    line.begin();
    int[] places = place.places();
    for (int i = 0; i < places.length; i++) {
      int value = places[i];
      if (value == PagedTable.ROWID) {
        line.putInteger(i, rowid);
      } else if (value < row.count()) {
        put(row, value, i);
      } else {
        later.put(line, i, rowid);
      }
    }
    line.end(rowid);
  }

  private void put(RecordValues row, int value, int column) {
    switch (row.kind(value)) {
      case NULL -> line.putNull(column);
      case INTEGER -> {
        long integer = row.integer(value);
        if (place.reals()[column]) {
          line.putReal(column, (double) integer);
        } else {
          line.putInteger(column, integer);
        }
      }
      case REAL -> line.putReal(column, row.real(value));
      case TEXT -> {
        int from = row.from(value);
        int end = from + row.length(value);
        line.putText(column, row.bytes(), from, end);
        line.stored(column, row.bytes(), from, end);
      }
      case BLOB -> {
        int from = row.from(value);
        line.putBlob(column, row.bytes(), from, from + row.length(value));
      }
    }
  }

  @Override
  public byte[] buffer() {
    return line.buffer();
  }

  @Override
  public int start() {
    return 0;
  }

  @Override
  public int end() {
    return line.length();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      done = true;
      onClose.run();
    }
  }
}

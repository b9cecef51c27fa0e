package dev.belay.engine.sqlite;

import dev.belay.model.BelayException;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.Form;
import dev.belay.model.TableName;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/**
 * The answer of one query as lines. Takes SQLite's values by its own calls, since a result set of
 * JDBC costs several times as much.
 *
 * <p>Each call locks the connection for itself. A lock held around them would be no gain: when the
 * JVM replaces compiled code while such a lock is held, it makes it a slow one for good, and then
 * the calls take twice as long.
 */
final class RowReader implements RowStream {
  private final Session session;
  private final Optional<String> otherwise;
  private final Consumer<RowSums> onRead;
  private PreparedStatement statement;
  private long handle;
  private final TableName table;
  private final List<Column> columns;
  private final Encoding encoding;
  private final Failures failures;
  private final Runnable onClose;
  private final RowLine line;
  private boolean begun;
  private boolean done;
  private boolean closed;

  /**
   * @param columns what the query selects
   * @param onRead takes what the query wanted summed up, once all rows were read
   * @param onClose runs once
   */
  RowReader(
      Session session,
      RowQuery query,
      TableName table,
      List<Column> columns,
      Encoding encoding,
      Failures failures,
      Consumer<RowSums> onRead,
      Runnable onClose)
      throws SQLException {
    this.session = session;
    this.statement = session.prepare(query.sql());
    this.otherwise = query.otherwise();
    this.onRead = onRead;
    this.handle = Session.handle(statement);
    this.table = table;
    this.columns = columns;
    this.line = new RowLine(columns, query.sums());
    this.encoding = encoding;
    this.failures = failures;
    this.onClose = onClose;
  }

  @Override
  public boolean next() throws IOException {
    if (done) {
      return false;
    }
    DB db = session.db();
    try {
      int code = db.step(handle);
      if (!begun) {
        begun = true;
        code = noRoom(code) ? stepOtherwise(db) : code;
      }
      if (code == Codes.SQLITE_ROW) {
        readLine(db);
        return true;
      }
      done = true;
      if (code != Codes.SQLITE_DONE) {
        db.throwex(code);
      }
      RowSums sums = line.sums();
      if (sums != null) {
        onRead.accept(sums);
      }
      return false;
    } catch (SQLException e) {
      throw failures.of(e, "reading table " + table);
    }
  }

  /** Whether the rows could not be sorted for want of a place to put them. */
  private boolean noRoom(int code) {
    int primary = code & 0xff;
    boolean place =
        primary == Codes.SQLITE_FULL
            || primary == Codes.SQLITE_IOERR
            || primary == Codes.SQLITE_CANTOPEN;
    return place && otherwise.isPresent();
  }

  private int stepOtherwise(DB db) throws SQLException {
    // What is reset has told its error, and closes without telling it again.
    db.reset(handle);
    statement.close();
    statement = session.prepare(otherwise.orElseThrow());
    handle = Session.handle(statement);
    line.leaveSums();
    return db.step(handle);
  }

  private void readLine(DB db) throws SQLException {
    line.begin();
    for (int i = 0; i < line.columns(); i++) {
      // A rowid is always an integer, so its class need not be asked.
      boolean rowid = line.form(i) == Form.INTEGER;
      switch (rowid ? Codes.SQLITE_INTEGER : db.column_type(handle, i)) {
        case Codes.SQLITE_INTEGER -> line.putInteger(i, db.column_long(handle, i));
        case Codes.SQLITE_FLOAT -> line.putReal(i, db.column_double(handle, i));
        case Codes.SQLITE_TEXT -> {
          byte[] stored = db.column_blob(handle, i);
          byte[] text = text(stored, i);
          line.putText(i, text, 0, text.length);
          line.stored(i, stored, 0, stored.length);
        }
        case Codes.SQLITE_BLOB -> {
          byte[] stored = db.column_blob(handle, i);
          line.putBlob(i, stored, 0, stored.length);
        }
        default -> line.putNull(i);
      }
    }
    RowSums sums = line.sums();
    if (sums == null) {
      line.end();
    } else {
      line.end(db.column_long(handle, sums.rowidAt()));
    }
  }

  private byte[] text(byte[] stored, int column) {
    try {
      return encoding.utf8(stored);
    } catch (CharacterCodingException e) {
      throw new BelayException(
          ErrorCode.NOT_EXACT,
          "table %s: column %s has text that is not valid in the database's encoding"
              .formatted(table, columns.get(column).name()),
          "mend that text, or leave the table out",
          e);
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
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    done = true;
    try {
      statement.close();
    } catch (SQLException e) {
      throw failures.of(e, "reading table " + table);
    } finally {
      onClose.run();
    }
  }
}

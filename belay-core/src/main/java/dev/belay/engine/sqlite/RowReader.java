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
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/**
 * The answer of one query as lines. Takes SQLite's values by its own calls, since a result set of
 * JDBC costs several times as much.
 */
final class RowReader implements RowStream {
  private final Session session;
  private final PreparedStatement statement;
  private final long handle;
  private final TableName table;
  private final List<Column> columns;
  private final Form[] forms;
  private final Encoding encoding;
  private final Failures failures;
  private final Runnable onClose;
  private final RowWriter line = new RowWriter();
  private boolean done;
  private boolean closed;

  /**
   * @param columns what the query selects
   * @param onClose runs once
   */
  RowReader(
      Session session,
      String query,
      TableName table,
      List<Column> columns,
      Encoding encoding,
      Failures failures,
      Runnable onClose)
      throws SQLException {
    this.session = session;
    this.statement = session.prepare(query);
    this.handle = Session.handle(statement);
    this.table = table;
    this.columns = columns;
    this.forms = columns.stream().map(Column::form).toArray(Form[]::new);
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
      // The driver's calls lock the connection one by one; within a lock that is held already they
      // are cheaper.
      synchronized (db) {
        int code = db.step(handle);
        if (code == Codes.SQLITE_ROW) {
          readLine(db);
          return true;
        }
        done = true;
        if (code != Codes.SQLITE_DONE) {
          db.throwex(code);
        }
        return false;
      }
    } catch (SQLException e) {
      throw failures.of(e, "reading table " + table);
    }
  }

  private void readLine(DB db) throws SQLException {
    line.begin();
    for (int i = 0; i < forms.length; i++) {
      if (i > 0) {
        line.tab();
      }
      // A rowid is always an integer, so its class need not be asked.
      int type = forms[i] == Form.INTEGER ? Codes.SQLITE_INTEGER : db.column_type(handle, i);
      switch (type) {
        case Codes.SQLITE_INTEGER -> line.putInteger(forms[i], db.column_long(handle, i));
        case Codes.SQLITE_FLOAT -> line.putReal(forms[i], db.column_double(handle, i));
        case Codes.SQLITE_TEXT -> line.putText(forms[i], text(db, i));
        case Codes.SQLITE_BLOB -> line.putBlob(forms[i], db.column_blob(handle, i));
        default -> line.putNull();
      }
    }
    line.endLine();
  }

  private byte[] text(DB db, int column) throws SQLException {
    byte[] stored = db.column_blob(handle, column);
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

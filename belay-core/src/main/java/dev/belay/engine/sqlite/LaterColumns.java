package dev.belay.engine.sqlite;

import dev.belay.model.Table;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/**
 * The values of columns in rows that are older than the column ({@code ALTER TABLE … ADD COLUMN}):
 * their records do not have them, and SQLite knows what they are, the same for all rows. For one
 * thread.
 */
final class LaterColumns {
  private final Session session;
  private final Table table;
  private final String rowid;
  private final Map<Integer, Value> known = new HashMap<>();

  /**
   * @param session reads nothing else meanwhile
   * @param rowid a name of the rowid
   */
  LaterColumns(Session session, Table table, String rowid) {
    this.session = session;
    this.table = table;
    this.rowid = rowid;
  }

  /** Puts the value of a column that the row has not. */
  void put(RowLine line, int column, long row) throws SQLException {
    Value value = known.get(column);
    if (value == null) {
      value = ask(column, row);
      known.put(column, value);
    }
    value.put(line, column);
  }

  private interface Value {
    void put(RowLine line, int column);
  }

  private Value ask(int column, long row) throws SQLException {
    String sql =
        "SELECT %s FROM %s WHERE %s = %d"
            .formatted(
                Sql.name(table.stored().get(column).name()),
                Sql.main(table.name().name()),
                rowid,
                row);
    DB db = session.db();
    try (PreparedStatement statement = session.prepare(sql)) {
      long handle = Session.handle(statement);
      int code = db.step(handle);
      if (code != Codes.SQLITE_ROW) {
        db.throwex(code == Codes.SQLITE_DONE ? Codes.SQLITE_CORRUPT : code);
      }
      return value(db, handle);
    }
  }

  private static Value value(DB db, long handle) throws SQLException {
    switch (db.column_type(handle, 0)) {
      case Codes.SQLITE_INTEGER -> {
        long integer = db.column_long(handle, 0);
        return (line, column) -> line.putInteger(column, integer);
      }
      case Codes.SQLITE_FLOAT -> {
        double real = db.column_double(handle, 0);
        return (line, column) -> line.putReal(column, real);
      }
      case Codes.SQLITE_TEXT -> {
        byte[] text = db.column_blob(handle, 0);
        return (line, column) -> {
          line.putText(column, text, 0, text.length);
          line.stored(column, text, 0, text.length);
        };
      }
      case Codes.SQLITE_BLOB -> {
        byte[] blob = db.column_blob(handle, 0);
        return (line, column) -> line.putBlob(column, blob, 0, blob.length);
      }
      default -> {
        return (line, column) -> line.putNull(column);
      }
    }
  }
}

package dev.belay.engine.sqlite;

import dev.belay.model.Column;
import dev.belay.model.Form;
import dev.belay.rows.BadValue;
import dev.belay.rows.CopyText;
import dev.belay.rows.SqliteValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inserts lines into a table, many at a time. For one thread. */
final class LineInserter implements AutoCloseable {
  private static final int ROWS = 256;
  private static final int BYTES = 1 << 20;
  private static final BitSet NO_CASTS = new BitSet();

  private final Session session;
  private final String head;
  private final Form[] forms;
  private final Kept kept;
  private final boolean marked;
  private final Map<BitSet, PreparedStatement> statements = new HashMap<>();
  private final @Nullable Object[] values;
  private int rows;
  private int bytes;
  private long total;

  /**
   * @param table the table as it stands in SQL
   * @param names the columns as they stand in SQL
   * @param columns what lines hold
   * @param mark the column for {@link #add}'s mark; empty where there is none
   * @param kept judges each value
   */
  LineInserter(
      Session session,
      String table,
      List<String> names,
      List<Column> columns,
      String mark,
      Kept kept) {
    this.session = session;
    this.kept = kept;
    this.marked = !mark.isEmpty();
    this.head =
        "INSERT OR ABORT INTO %s(%s%s) VALUES ("
            .formatted(table, marked ? mark + ", " : "", String.join(", ", names));
    this.forms = columns.stream().map(Column::form).toArray(Form[]::new);
    this.values = new @Nullable Object[forms.length];
  }

  /** Refuses values that a column would make others of. */
  @FunctionalInterface
  interface Kept {
    /** All stay what they are. */
    Kept ALL = (column, value) -> {};

    /**
     * @param column counted from 0
     * @param value a Long or Double
     */
    void require(int column, Object value);
  }

  /** How many were given so far. */
  long total() {
    return total;
  }

  void add(int mark, byte[] line, int from, int to) throws SQLException {
    BitSet casts = NO_CASTS;
    int at = from;
    for (int i = 0; i < forms.length; i++) {
      int end = CopyText.fieldEnd(line, at);
      Object value = value(forms[i], line, at, end);
      if (value instanceof BrokenText broken) {
        casts = casts.isEmpty() ? new BitSet() : casts;
        casts.set(i);
        value = broken.bytes();
      } else if (value instanceof Number) {
        kept.require(i, value);
      }
      values[i] = value;
      at = end + 1;
    }
    bind(statement(casts), mark);
    Arrays.fill(values, null);
    total++;
    rows++;
    bytes += to - from;
    if (rows >= ROWS || bytes >= BYTES) {
      flush();
    }
  }

  /** Text that is not valid UTF-8: it can only be bound as bytes. */
  private record BrokenText(byte[] bytes) {}

  private static @Nullable Object value(Form form, byte[] line, int from, int to) {
    int start = SqliteValue.valueStart(line, from, to);
    return switch (SqliteValue.kind(form, line, from, to)) {
      case NULL -> null;
      case INTEGER -> integer(line, start, to);
      case REAL -> real(line, start, to);
      case BLOB -> CopyText.unescape(line, start, to);
      case TEXT -> text(CopyText.unescape(line, start, to));
    };
  }

  private static Long integer(byte[] line, int from, int to) {
    try {
      return Long.valueOf(ascii(line, from, to));
    } catch (NumberFormatException e) {
      throw BadValue.of(line, from, to, "integer of 64 bits");
    }
  }

  private static Double real(byte[] line, int from, int to) {
    try {
      return Double.valueOf(ascii(line, from, to));
    } catch (NumberFormatException e) {
      throw BadValue.of(line, from, to, "number");
    }
  }

  private static String ascii(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static Object text(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return decoded(bytes);
      }
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static Object decoded(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new BrokenText(bytes);
    }
  }

  private PreparedStatement statement(BitSet casts) throws SQLException {
    PreparedStatement known = statements.get(casts);
    if (known != null) {
      return known;
    }
    StringBuilder sql = new StringBuilder(head).append(marked ? "?, " : "");
    for (int i = 0; i < forms.length; i++) {
      sql.append(i == 0 ? "" : ", ").append(casts.get(i) ? "CAST(? AS TEXT)" : "?");
    }
    PreparedStatement statement = session.prepare(sql.append(')').toString());
    statements.put(casts, statement);
    return statement;
  }

  private void bind(PreparedStatement statement, int mark) throws SQLException {
    int at = 1;
    if (marked) {
      statement.setInt(at++, mark);
    }
    for (Object value : values) {
      statement.setObject(at++, value);
    }
    statement.addBatch();
  }

  void flush() throws SQLException {
    if (rows > 0) {
      for (PreparedStatement statement : statements.values()) {
        statement.executeBatch();
        if (bytes >= BYTES) {
          // SQLite keeps what was bound last, however large.
          statement.clearParameters();
        }
      }
      rows = 0;
      bytes = 0;
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
    statements.clear();
  }
}

package dev.belay.engine.postgresql;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a running COPY … TO STDOUT: the server sends one message a row, and that array is
 * what is handed on.
 */
final class CopyRows implements RowStream {
  /** What becomes of the session when the stream is closed. */
  @FunctionalInterface
  interface Release {
    /**
     * @param rest the COPY that still has rows; null where it came to its end
     */
    void release(@Nullable CopyOut rest) throws SQLException;
  }

  private static final byte[] NONE = new byte[0];

  private final CopyOut copy;
  private final Connector connector;
  private final LiveTable table;
  private final boolean checked;
  private final Release release;
  private byte[] row = NONE;
  private boolean ended;
  private boolean closed;

  /**
   * @param checked whether the server may send bytes that are not UTF-8, which it would not take
   *     back
   */
  CopyRows(CopyOut copy, Connector connector, LiveTable table, boolean checked, Release release) {
    this.copy = copy;
    this.connector = connector;
    this.table = table;
    this.checked = checked;
    this.release = release;
  }

  @Override
  public boolean next() throws IOException {
    if (ended || closed) {
      return false;
    }
    byte[] read;
    try {
      read = copy.readFromCopy();
    } catch (SQLException e) {
      ended = true;
      throw connector.failure(e, "reading " + table.name());
    }
    if (read == null) {
      ended = true;
      row = NONE;
      return false;
    }
    if (checked) {
      check(read);
    }
    row = read;
    return true;
  }

  private void check(byte[] read) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read));
    } catch (CharacterCodingException e) {
      throw new BelayException(
          ErrorCode.NOT_EXACT,
          "%s: a row of %s is not UTF-8, so it could not be written back"
              .formatted(connector.display(), table.name()),
          "mend the text of that table, or convert the database to UTF8",
          e);
    }
  }

  @Override
  public byte[] buffer() {
    return row;
  }

  @Override
  public int start() {
    return 0;
  }

  @Override
  public int end() {
    return row.length;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      release.release(ended ? null : copy);
    } catch (SQLException e) {
      throw connector.failure(e, "reading " + table.name());
    }
  }
}

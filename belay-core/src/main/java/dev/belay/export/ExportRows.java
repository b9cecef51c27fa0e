package dev.belay.export;

import dev.belay.diff.ChunkedRows;
import dev.belay.model.TableName;
import dev.belay.rows.BadValue;
import dev.belay.rows.Chunk;
import dev.belay.rows.CopyText;
import dev.belay.rows.TableDigest;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The rows of one table, one after the other, in the order of their identity. For one thread. */
public final class ExportRows implements Closeable {
  /** Told of each chunk of rows that was read. */
  interface Listener {
    void read(Chunk chunk) throws IOException;
  }

  private final TableName table;
  private final ChunkedRows chunks;
  private final TableDigest.Sum sum;
  private final Listener listener;
  private final ValueReader[] readers;
  private final Masker[] maskers;
  private final int[] fields;
  private final int[] bounds;
  private byte[] buffer = {};
  private int at;
  private int end;

  ExportRows(ExportTable table, ChunkedRows chunks, TableDigest.Sum sum, Listener listener) {
    List<ExportColumn> columns = table.columns();
    this.table = table.name();
    this.chunks = chunks;
    this.sum = sum;
    this.listener = listener;
    this.readers =
        columns.stream().map(c -> new ValueReader(c.column())).toArray(ValueReader[]::new);
    this.maskers = columns.stream().map(ExportColumn::masker).toArray(Masker[]::new);
    this.fields = columns.stream().mapToInt(ExportColumn::field).toArray();
    this.bounds = new int[Arrays.stream(fields).max().orElse(-1) + 2];
  }

  /** Moves to the next row; false after the last. */
  public boolean next() throws IOException {
    while (at == end) {
      if (!chunks.next()) {
        return false;
      }
      Chunk chunk = chunks.open();
      buffer = chunk.buffer();
      at = 0;
      end = chunk.length();
      listener.read(chunk);
    }
    bounds[0] = at;
    for (int i = 1; i < bounds.length; i++) {
      bounds[i] = CopyText.fieldEnd(buffer, bounds[i - 1]) + 1;
    }
    at = CopyText.lineEnd(buffer, bounds.length == 1 ? at : bounds[bounds.length - 1] - 1);
    sum.addLine(buffer, bounds[0], at);
    return true;
  }

  /** The current row's value in a column of the table, counted from 0. */
  public Value get(int column) {
    int field = fields[column];
    try {
      Value value = readers[column].read(buffer, bounds[field], bounds[field + 1] - 1);
      return maskers[column].mask(value);
    } catch (BadValue e) {
      throw e.in(table);
    }
  }

  @Override
  public void close() throws IOException {
    chunks.close();
  }
}

package dev.belay.restore;

import dev.belay.diff.ChunkedRows;
import dev.belay.model.BlobId;
import dev.belay.model.Progress;
import dev.belay.model.TableName;
import dev.belay.rows.Chunk;
import java.io.IOException;
import java.util.List;

/** Tells of each chunk that is opened, and stops when asked to. */
final class ToldChunks implements ChunkedRows {
  private final ChunkedRows chunks;
  private final TableName table;
  private final Progress progress;

  ToldChunks(ChunkedRows chunks, TableName table, Progress progress) {
    this.chunks = chunks;
    this.table = table;
    this.progress = progress;
  }

  @Override
  public boolean next() throws IOException {
    progress.stopIfCancelled();
    return chunks.next();
  }

  @Override
  public List<BlobId> ids() {
    return chunks.ids();
  }

  @Override
  public Chunk open() throws IOException {
    Chunk chunk = chunks.open();
    progress.advance(table, rows(chunk), chunk.length());
    return chunk;
  }

  /** Within COPY text a line's end is nothing else. */
  private static long rows(Chunk chunk) {
    long rows = 0;
    for (int i = 0; i < chunk.length(); i++) {
      if (chunk.buffer()[i] == '\n') {
        rows++;
      }
    }
    return rows;
  }

  @Override
  public boolean stored() {
    return chunks.stored();
  }

  @Override
  public void close() throws IOException {
    chunks.close();
  }
}

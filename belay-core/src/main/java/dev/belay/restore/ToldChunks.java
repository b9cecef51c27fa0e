package dev.belay.restore;

import dev.belay.diff.ChunkedRows;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.rows.Chunk;
import java.io.IOException;
import java.util.List;

/** Tells of each chunk that is opened, and stops when asked to. */
final class ToldChunks implements ChunkedRows {
  private final ChunkedRows chunks;
  private final TableWork work;
  private final Progress progress;

  ToldChunks(ChunkedRows chunks, TableWork work, Progress progress) {
    this.chunks = chunks;
    this.work = work;
    this.progress = progress;
  }

  @Override
  public boolean next() throws IOException {
    if (progress.cancelled()) {
      throw new BelayException(ErrorCode.INTERRUPTED, "interrupted; nothing was changed", "");
    }
    return chunks.next();
  }

  @Override
  public List<BlobId> ids() {
    return chunks.ids();
  }

  @Override
  public Chunk open() throws IOException {
    Chunk chunk = chunks.open();
    progress.advance(work.live().name(), 0, chunk.length());
    return chunk;
  }

  @Override
  public void close() throws IOException {
    chunks.close();
  }
}

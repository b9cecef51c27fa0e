package dev.belay.restore;

import dev.belay.diff.LiveChunks;
import dev.belay.engine.LiveDataset;
import dev.belay.model.BlobId;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.Chunk;
import dev.belay.rows.RowLayout;
import dev.belay.snapshot.ChunkIds;
import dev.belay.snapshot.Manifest.StoredTable;
import dev.belay.snapshot.SnapshotWriter;
import dev.belay.snapshot.TableWriter;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads live tables as chunks; each chunk goes into the safety snapshot where one is being taken.
 */
final class LiveReader {
  private final Optional<SnapshotWriter> safety;
  private final Progress progress;
  private final Map<TableName, StoredTable> stored = new ConcurrentHashMap<>();

  LiveReader(Optional<SnapshotWriter> safety, Progress progress) {
    this.safety = safety;
    this.progress = progress;
  }

  /** Begins to read a table. A table that is read twice is stored once. */
  Reading read(LiveDataset live, Table table) throws IOException {
    Optional<TableWriter> writer =
        safety.isPresent() && !stored.containsKey(table.name())
            ? Optional.of(safety.get().table(table))
            : Optional.empty();
    LiveChunks chunks =
        new LiveChunks(live.rows(table), RowLayout.of(table), chunk -> name(table, chunk, writer));
    return new Reading(table, chunks, writer);
  }

  private List<BlobId> name(Table table, Chunk chunk, Optional<TableWriter> writer)
      throws IOException {
    progress.stopIfCancelled();
    progress.advance(table.name(), chunk.digest().rows(), chunk.length());
    return writer.isPresent() ? writer.get().add(chunk) : ChunkIds.of(chunk);
  }

  /** What the safety snapshot holds of a table that was read to its end. */
  Optional<StoredTable> stored(TableName table) {
    return Optional.ofNullable(stored.get(table));
  }

  /** One table being read. */
  final class Reading implements Closeable {
    private final Table table;
    private final LiveChunks chunks;
    private final Optional<TableWriter> writer;

    private Reading(Table table, LiveChunks chunks, Optional<TableWriter> writer) {
      this.table = table;
      this.chunks = chunks;
      this.writer = writer;
    }

    LiveChunks chunks() {
      return chunks;
    }

    /** All rows were read: what was stored is the whole table. */
    void done() throws IOException {
      if (writer.isPresent()) {
        stored.put(table.name(), writer.get().finish());
      }
    }

    @Override
    public void close() throws IOException {
      chunks.close();
    }
  }
}

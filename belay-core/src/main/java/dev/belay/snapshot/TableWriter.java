package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.model.TableName;
import dev.belay.repository.Upload;
import dev.belay.rows.Chunk;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.Manifest.StoredTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one table into a repository, chunk by chunk: as it is, or as what changed since it was
 * stored before. For one thread.
 */
public final class TableWriter {
  private final TableName table;
  private final TableFiles files;
  private final PlainStore plain;
  private final TableDigest.Sum digest = new TableDigest.Sum();
  private @Nullable Layering layering;
  private long bytes;

  TableWriter(TableName table, Upload upload, Instant time, Optional<Predecessor> before) {
    this.table = table;
    this.files = new TableFiles(upload, time);
    this.plain = new PlainStore(upload, files);
    this.layering = before.map(b -> new Layering(b, upload, files, plain)).orElse(null);
  }

  /** Stores a chunk, unless the repository has it already, and returns its ids. */
  public List<BlobId> add(Chunk chunk) {
    List<BlobId> ids = ChunkIds.of(chunk);
    bytes += chunk.length();
    digest.add(chunk.digest());
    if (layering == null) {
      plain.add(ids, chunk.buffer(), 0, chunk.length());
    } else {
      layering.add(ids, chunk);
    }
    return ids;
  }

  /**
   * Ends the table: what the manifest says of it. Its directory is {@link #save saved} with the
   * snapshot.
   */
  public StoredTable finish() {
    if (layering != null) {
      layering.finish();
      layering = null;
    }
    files.finish();
    TableDigest total = digest.total();
    return new StoredTable(
        table,
        TreePath.directory(table),
        total.rows(),
        bytes,
        total.hex(),
        files.parts(),
        files.layers());
  }

  BlobId save() {
    return files.save();
  }
}

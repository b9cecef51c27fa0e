package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.model.TableName;
import dev.belay.repository.BlobType;
import dev.belay.repository.TreeWriter;
import dev.belay.repository.Upload;
import dev.belay.rows.Chunk;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.Manifest.StoredTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one table's base into a repository, chunk by chunk. At most {@value #PART_CHUNKS} chunks
 * are listed in one file; a larger table goes on in directories of its own, so that no list of ids
 * grows with the table. For one thread.
 */
public final class TableWriter {
  /** How many chunks one file of a base holds: about 16 GiB of rows. */
  static final int PART_CHUNKS = 16_384;

  /** The name of a base's first, and usually only, file. */
  static final String BASE = "base";

  /** In a large table, the directory of the further parts, {@code 00001}, {@code 00002}, … */
  static final String MORE = "base.more";

  private final TableName table;
  private final Upload upload;
  private final Instant time;
  private final TableDigest.Sum digest = new TableDigest.Sum();
  private final List<BlobId> ids = new ArrayList<>();
  private final TreeWriter directory;
  private final TreeWriter more;
  private long partBytes;
  private long bytes;
  private int parts;

  TableWriter(TableName table, Upload upload, Instant time) {
    this.table = table;
    this.upload = upload;
    this.time = time;
    this.directory = new TreeWriter(time);
    this.more = new TreeWriter(time);
  }

  /** Stores a chunk, unless the repository has it already, and returns its ids. */
  public List<BlobId> add(Chunk chunk) {
    if (ids.size() >= PART_CHUNKS) {
      endPart();
    }
    List<BlobId> stored = new ArrayList<>(1);
    for (int from = 0; from < chunk.length(); from += ChunkIds.SLICE) {
      int length = Math.min(ChunkIds.SLICE, chunk.length() - from);
      stored.add(upload.save(BlobType.DATA, chunk.buffer(), from, length));
    }
    ids.addAll(stored);
    partBytes += chunk.length();
    bytes += chunk.length();
    digest.add(chunk.digest());
    return stored;
  }

  private void endPart() {
    if (parts == 0) {
      directory.file(BASE, partBytes, ids);
    } else {
      TreeWriter part = new TreeWriter(time).file(BASE, partBytes, ids);
      more.directory("%05d".formatted(parts), part.save(upload));
    }
    parts++;
    partBytes = 0;
    ids.clear();
  }

  /**
   * Ends the table: what the manifest says of it. Its directory is {@link #save saved} with the
   * snapshot.
   */
  public StoredTable finish() {
    if (parts == 0 || !ids.isEmpty()) {
      endPart();
    }
    if (parts > 1) {
      directory.directory(MORE, more.save(upload));
    }
    TableDigest total = digest.total();
    return new StoredTable(
        table, TreePath.directory(table), total.rows(), bytes, total.hex(), parts, List.of());
  }

  BlobId save() {
    return directory.save(upload);
  }
}

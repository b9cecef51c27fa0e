package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.model.Progress;
import dev.belay.model.Scripts;
import dev.belay.model.StoredFiles;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.repository.BlobType;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotRecord;
import dev.belay.repository.TreeWriter;
import dev.belay.repository.Upload;
import dev.belay.snapshot.Manifest.StoredTable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes a snapshot: tables first, in any order and from several threads, then {@link #commit},
 * which makes it visible as its very last step. Closing without that leaves nothing but
 * unreferenced blobs.
 */
public final class SnapshotWriter implements Closeable {
  /** Trees carry no time of their own, so that equal directories are stored once. */
  private static final Instant TREE_TIME = Instant.EPOCH;

  private final Repository repository;
  private final Upload upload;
  private final Predecessors predecessors;
  private final Map<TableName, TableWriter> tables = new ConcurrentHashMap<>();
  private Optional<BlobId> files = Optional.empty();
  private Optional<FilePieces.Content> steps = Optional.empty();

  /**
   * Begins a snapshot in this repository, which is locked (shared) until the writer is closed.
   *
   * @param predecessors what its tables were before
   */
  public SnapshotWriter(Repository repository, Predecessors predecessors) {
    this.repository = repository;
    this.upload = repository.upload();
    this.predecessors = predecessors;
  }

  /** A writer for this table's rows. */
  public TableWriter table(Table table) {
    TableWriter writer = new TableWriter(table.name(), upload, TREE_TIME, predecessors.of(table));
    tables.put(table.name(), writer);
    return writer;
  }

  /**
   * Stores files beside the tables.
   *
   * @param never files that are left out, by their real paths
   */
  public FilesWriter.Written files(List<Path> roots, Set<Path> never, Progress progress)
      throws IOException {
    FilesWriter.Written written = new FilesWriter(upload, never, progress).write(roots);
    files = Optional.of(written.tree());
    return written;
  }

  /** Takes some files of some folders; {@link #keep} makes them a part of the snapshot. */
  public KeptTree keptTree() {
    return new KeptTree(upload);
  }

  /**
   * Keeps these files.
   *
   * @param list what a run is about to do with them and others, stored beside them
   * @return each of their folders
   */
  public List<StoredFiles> keep(KeptTree kept, Path list) throws IOException {
    FilesWriter.Written written = kept.save();
    files = Optional.of(written.tree());
    steps =
        Optional.of(
            new FilePieces(Progress.NONE).read(list, FilePieces.attributes(list), kept::piece));
    return written.stored();
  }

  /**
   * Makes everything durable and then the snapshot visible.
   *
   * @param manifest names the tables that belong to it; others that were written are left out
   * @return the snapshot's id
   */
  public String commit(Manifest manifest, Scripts scripts) {
    TreeWriter root = new TreeWriter(TREE_TIME);
    root.directory("tables", tablesTree(manifest.tables()));
    if (scripts.complete()) {
      TreeWriter schema = new TreeWriter(TREE_TIME);
      text(schema, "before.sql", scripts.before());
      text(schema, "after.sql", scripts.after());
      root.directory("schema", schema.save(upload));
    }
    files.ifPresent(tree -> root.directory("files", tree));
    steps.ifPresent(l -> root.file(SnapshotDataset.STEPS, l.size(), l.content()));
    file(root, "belay.json", manifest.json());
    BlobId tree = root.save(upload);
    return upload.commit(record(manifest, tree)).toString();
  }

  /** How much the repository has grown by this snapshot so far. */
  public long bytesStored() {
    return upload.bytesStored();
  }

  private BlobId tablesTree(List<StoredTable> stored) {
    TreeWriter directory = new TreeWriter(TREE_TIME);
    for (StoredTable table : stored) {
      TableWriter writer = tables.get(table.table());
      if (writer == null) {
        throw new IllegalStateException(table.table() + " was not written");
      }
      directory.directory(table.directory(), writer.save());
    }
    return directory.save(upload);
  }

  private SnapshotRecord record(Manifest manifest, BlobId tree) {
    return SnapshotRecord.of(
        manifest.time().toInstant(),
        tree,
        List.of("/" + manifest.database()),
        repository.origin(manifest.createdBy()),
        SnapshotFacts.resticTags(manifest),
        manifest.tool(),
        SnapshotFacts.summary(manifest));
  }

  private void text(TreeWriter directory, String name, String text) {
    file(directory, name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void file(TreeWriter directory, String name, byte[] bytes) {
    List<BlobId> ids = new java.util.ArrayList<>();
    for (int from = 0; from < bytes.length; from += ChunkIds.SLICE) {
      int length = Math.min(ChunkIds.SLICE, bytes.length - from);
      ids.add(upload.save(BlobType.DATA, bytes, from, length));
    }
    directory.file(name, bytes.length, ids);
  }

  @Override
  public void close() throws IOException {
    upload.close();
  }
}

package dev.belay.snapshot;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.ChunkedRows;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.Scripts;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.repository.BlobIds;
import dev.belay.repository.BlobReader;
import dev.belay.repository.SnapshotRecord;
import dev.belay.repository.Tree;
import dev.belay.repository.TreeNode;
import dev.belay.rows.RowLayout;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.Manifest.StoredTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A snapshot's tables, read from its repository as they are asked for. Thread-safe. */
public final class SnapshotDataset implements ChunkedDataset {
  /** The file with what a run did to files beside the database. */
  static final String STEPS = "files.jsonl";

  private static final BlobIds NO_BLOBS = BlobIds.of(List.of());

  private final String id;
  private final BlobReader blobs;
  private final Tree root;
  private final Manifest manifest;
  private final Catalog catalog;
  private final Map<TableName, String> where;
  private final Map<TableName, StoredTable> stored = new HashMap<>();
  private final Map<TableName, RecentSegments> opened = new ConcurrentHashMap<>();
  private final Tree tables;

  private SnapshotDataset(String id, BlobReader blobs, Tree root, Manifest manifest) {
    this.id = id;
    this.blobs = blobs;
    this.root = root;
    this.manifest = manifest;
    this.where = manifest.where();
    this.tables = root.directory(blobs, "tables");
    manifest.tables().forEach(t -> stored.put(t.table(), t));
    Catalog all = manifest.catalog();
    this.catalog =
        new Catalog(
            all.engine(),
            all.version(),
            all.tables().stream().filter(t -> stored.containsKey(t.name())).toList(),
            all.settings());
  }

  /**
   * Opens a snapshot. NOT_FOUND where it is no snapshot of Belay's, DAMAGED where it can't be read.
   */
  public static SnapshotDataset open(String id, SnapshotRecord record, BlobReader blobs) {
    Tree root = Tree.load(blobs, record.tree());
    TreeNode node =
        root.find("belay.json")
            .orElseThrow(
                () ->
                    new BelayException(
                        ErrorCode.NOT_FOUND,
                        "snapshot " + id.substring(0, 8) + " is not Belay's: it has no belay.json",
                        "restic can restore it"));
    return new SnapshotDataset(id, blobs, root, Manifest.parse(bytes(blobs, node)));
  }

  private static byte[] bytes(BlobReader blobs, TreeNode file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (BlobId blob : file.content()) {
      out.writeBytes(blobs.load(blob));
    }
    return out.toByteArray();
  }

  public Manifest manifest() {
    return manifest;
  }

  @Override
  public String name() {
    return id;
  }

  /** The structure of the stored tables. */
  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public Catalog structure() {
    return manifest.catalog();
  }

  @Override
  public List<Counter> counters() {
    return manifest.counters();
  }

  @Override
  public Map<TableName, String> where() {
    return where;
  }

  @Override
  public boolean partial() {
    return !manifest.selection().whole();
  }

  /** The engine's DDL; with a reason where the snapshot has none. */
  public Scripts scripts() {
    if (!manifest.noSchema().isEmpty()) {
      return Scripts.none(manifest.noSchema());
    }
    Tree schema = root.directory(blobs, "schema");
    return new Scripts(text(schema, "before.sql"), text(schema, "after.sql"), "");
  }

  /** The files beside the tables, which {@link Manifest#files} names. */
  public StoredTree files(Progress progress) {
    return new StoredTree(blobs, root.directory(blobs, "files"), progress);
  }

  /**
   * What the run of a safety snapshot did to files beside the database, a line each; empty where it
   * did nothing to any.
   */
  @SuppressWarnings("JdkObsolete") // SequenceInputStream takes nothing else
  public InputStream fileSteps() {
    Iterator<BlobId> content = root.find(STEPS).map(TreeNode::content).orElse(NO_BLOBS).iterator();
    return new SequenceInputStream(
        new Enumeration<>() {
          @Override
          public boolean hasMoreElements() {
            return content.hasNext();
          }

          @Override
          public InputStream nextElement() {
            return new ByteArrayInputStream(blobs.load(content.next()));
          }
        });
  }

  private String text(Tree directory, String name) {
    TreeNode node = directory.find(name).orElseThrow(() -> missing("schema/" + name));
    return new String(bytes(blobs, node), StandardCharsets.UTF_8);
  }

  @Override
  public boolean original(TableName table) {
    return true;
  }

  @Override
  public ChunkedRows chunks(Table table) {
    return new SnapshotChunks(new StoredSegments(this, stored(table), blobs), opened(table));
  }

  /** A table as it is stored, for one that is stored on top of it. */
  Predecessor predecessor(Table table) {
    StoredSegments segments = new StoredSegments(this, stored(table), blobs);
    return new Predecessor(segments, opened(table), RowLayout.of(table));
  }

  private RecentSegments opened(Table table) {
    return opened.computeIfAbsent(
        table.name(), name -> new RecentSegments(blobs, catalog.table(name).orElseThrow()));
  }

  /** What stands for all of a table's rows: equal ids, equal rows. */
  public BlobId contentId(Table table) {
    return tables
        .find(stored(table).directory())
        .flatMap(TreeNode::subtree)
        .orElseThrow(() -> missing("tables/" + stored(table).directory()));
  }

  /** The files of one part of a table, from 0. */
  StoredSegments.Part part(StoredTable table, int part) {
    Tree directory = tables.directory(blobs, table.directory());
    if (part > 0) {
      directory =
          directory.directory(blobs, TableFiles.MORE).directory(blobs, "%05d".formatted(part));
    }
    TreeNode base =
        directory
            .find(TableFiles.BASE)
            .orElseThrow(() -> missing("tables/" + table.directory() + "/" + TableFiles.BASE));
    Optional<TreeNode> layer = layer(table, directory);
    if (layer.isEmpty()) {
      return new StoredSegments.Part(base.content(), NO_BLOBS, new byte[0]);
    }
    TreeNode segments =
        directory
            .find(TableFiles.SEGMENTS)
            .orElseThrow(() -> missing("tables/" + table.directory() + "/" + TableFiles.SEGMENTS));
    return new StoredSegments.Part(base.content(), layer.get().content(), bytes(blobs, segments));
  }

  /** A part of a table may have none though others have. */
  private static Optional<TreeNode> layer(StoredTable table, Tree directory) {
    if (table.layers().isEmpty()) {
      return Optional.empty();
    }
    if (!table.layers().equals(List.of(TableFiles.LAYER))) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "table %s of the snapshot has layers %s; this program knows one"
              .formatted(table.table(), table.layers()),
          "use a newer version of Belay");
    }
    return directory.find(TableFiles.LAYER);
  }

  private BelayException missing(String path) {
    return new BelayException(
        ErrorCode.DAMAGED,
        "snapshot " + id.substring(0, 8) + " lacks " + path,
        "run 'belay check --read-data'");
  }

  @Override
  public Optional<TableDigest> digest(Table table) {
    StoredTable stored = stored(table);
    return Optional.of(TableDigest.of(stored.rows(), stored.digest()));
  }

  @Override
  public long weight(Table table) {
    return stored(table).bytes();
  }

  private StoredTable stored(Table table) {
    StoredTable found = stored.get(table.name());
    if (found == null) {
      throw new IllegalArgumentException(table.name() + " is not in " + id);
    }
    return found;
  }

  @Override
  public void close() {}
}

package dev.belay.backup;

import dev.belay.diff.LiveChunks;
import dev.belay.engine.Database.Damage;
import dev.belay.engine.LiveDataset;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.Chunk;
import dev.belay.rows.Lanes;
import dev.belay.rows.RowLayout;
import dev.belay.rows.TableDigest;
import dev.belay.snapshot.ChunkIds;
import dev.belay.snapshot.Manifest.StoredTable;
import dev.belay.snapshot.SnapshotWriter;
import dev.belay.snapshot.TableWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the tables of one moment, several at once: each in one pass, cut and named, and stored
 * where there is a writer.
 */
final class TableReading {
  private final LiveDataset live;
  private final Optional<SnapshotWriter> writer;
  private final Progress progress;

  TableReading(LiveDataset live, Optional<SnapshotWriter> writer, Progress progress) {
    this.live = live;
    this.writer = writer;
    this.progress = progress;
  }

  /** Reads these; DAMAGED, with all tables concerned, where one of them can't be read. */
  Map<TableName, StoredTable> read(List<Table> tables) throws IOException {
    Map<TableName, StoredTable> stored = new ConcurrentHashMap<>();
    try {
      List<Part> parts = new ArrayList<>();
      parts.add(this::checkTrees);
      live.largestFirst(tables)
          .forEach(table -> parts.add(() -> stored.put(table.name(), read(table))));
      Lanes.each(live.lanes(), parts, Part::read);
      return stored;
    } catch (BelayException e) {
      if (e.code() == ErrorCode.DAMAGED || e.code() == ErrorCode.NOT_EXACT) {
        refuse(damageBehind(e));
      }
      throw e;
    } catch (IOException e) {
      refuse(damageBehind(e));
      throw e;
    }
  }

  /** What one lane does at a time. */
  private interface Part {
    void read() throws IOException;
  }

  /** First, so that nobody waits for the end of a large database to hear that it is damaged. */
  private void checkTrees() throws IOException {
    if (!live.checkTrees()) {
      throw new BelayException(
          ErrorCode.DAMAGED,
          "the database fails its own integrity check",
          "no snapshot was taken; restore the last good one");
    }
  }

  /**
   * What can't be read may be damaged, and the check names every table that is concerned, not only
   * the first one met.
   */
  private List<Damage> damageBehind(Exception failure) {
    try {
      return live.check();
    } catch (IOException | BelayException e) {
      failure.addSuppressed(e);
      return List.of();
    }
  }

  private StoredTable read(Table table) throws IOException {
    progress.table(table.name(), live.sizeHint(table));
    Optional<TableWriter> to = writer.map(w -> w.table(table));
    try (LiveChunks chunks =
        new LiveChunks(live.rows(table), RowLayout.of(table), chunk -> store(table, chunk, to))) {
      while (chunks.next()) {
        // Each chunk is stored as it is named.
      }
      TableDigest digest = chunks.digest();
      return to.isPresent()
          ? to.get().finish()
          : new StoredTable(
              table.name(), "", digest.rows(), chunks.bytes(), digest.hex(), 0, List.of());
    }
  }

  private List<BlobId> store(Table table, Chunk chunk, Optional<TableWriter> to) {
    stopIfCancelled();
    progress.advance(table.name(), chunk.digest().rows(), chunk.length());
    return to.isPresent() ? to.get().add(chunk) : ChunkIds.of(chunk);
  }

  /** INTERRUPTED where somebody asked for the work to end. */
  void stopIfCancelled() {
    progress.stopIfCancelled("no snapshot was taken", "run the backup again");
  }

  /** DAMAGED where the database fails its own check of integrity. */
  void check() throws IOException {
    progress.phase("checking");
    refuse(live.check());
  }

  private static void refuse(List<Damage> damage) {
    if (damage.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    for (Damage each : damage) {
      String tables =
          each.tables().isEmpty()
              ? ""
              : String.join(", ", each.tables().stream().map(Object::toString).toList()) + ": ";
      lines.add(tables + each.message());
    }
    throw new BelayException(
        ErrorCode.DAMAGED,
        "the database fails its own integrity check: " + String.join("; ", lines),
        "no snapshot was taken; restore the last good one, or leave tables out with"
            + " --exclude-table once the damage is known");
  }
}

package dev.belay;

import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.Growth;
import dev.belay.model.SnapshotSummary;
import dev.belay.model.TableName;
import dev.belay.repository.SnapshotId;
import dev.belay.snapshot.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Compares a snapshot with the one of its database before it. */
final class Growths {
  private final Snapshots snapshots;

  Growths(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  /** A table as it is now. */
  private record Size(long rows, long bytes) {}

  /** A snapshot beside the one before it; empty where there is none, or it can't be read. */
  Optional<Growth> of(SnapshotSummary summary, Manifest manifest) {
    Map<TableName, Size> now = new HashMap<>();
    manifest.tables().forEach(t -> now.put(t.table(), new Size(t.rows(), t.bytes())));
    try {
      return snapshots
          .before(summary.database(), summary.profile(), summary.time().toInstant())
          .map(before -> growth(before, now, summary.partial(), manifest.where()));
    } catch (BelayException e) {
      // That another snapshot is damaged, or removed just now, takes nothing from this one.
      return Optional.empty();
    }
  }

  /** The backup's result with a warning for each table that lost most of what it had. */
  BackupResult warned(BackupResult result) {
    SnapshotId id = SnapshotId.parse(result.snapshot().orElseThrow());
    Optional<Growth> growth = of(snapshots.require(id), snapshots.open(id).manifest());
    if (growth.isEmpty() || growth.get().warnings().isEmpty()) {
      return result;
    }
    List<String> warnings = new ArrayList<>(result.warnings());
    warnings.addAll(growth.get().warnings());
    return result.withWarnings(warnings);
  }

  private Growth growth(
      SnapshotSummary before,
      Map<TableName, Size> now,
      boolean partial,
      Map<TableName, String> where) {
    List<Growth.OfTable> tables = new ArrayList<>();
    Map<TableName, Size> rest = new HashMap<>(now);
    Manifest manifest = snapshots.manifest(before);
    Map<TableName, String> whereBefore = manifest.where();
    for (Manifest.StoredTable old : manifest.tables()) {
      Size size = rest.remove(old.table());
      if (!Objects.equals(where.get(old.table()), whereBefore.get(old.table()))) {
        // Other rows were asked for, so that there are fewer says nothing.
        continue;
      }
      if (size != null) {
        tables.add(
            new Growth.OfTable(old.table(), old.rows(), size.rows(), old.bytes(), size.bytes()));
      } else if (!partial) {
        tables.add(new Growth.OfTable(old.table(), old.rows(), -1, old.bytes(), 0));
      }
    }
    rest.forEach(
        (table, size) -> tables.add(new Growth.OfTable(table, -1, size.rows(), 0, size.bytes())));
    return new Growth(before.snapshot(), before.time(), tables);
  }
}

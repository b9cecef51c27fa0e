package dev.belay;

import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.Growth;
import dev.belay.model.SnapshotSummary;
import dev.belay.model.TableName;
import dev.belay.snapshot.Manifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    return since(summary.database(), summary.time().toInstant(), now, summary.partial());
  }

  /** The backup's result with a warning for each table that lost most of what it had. */
  BackupResult warned(BackupResult result, Instant begun, boolean partial) {
    Map<TableName, Size> now = new HashMap<>();
    result.tables().forEach(t -> now.put(t.table(), new Size(t.rows(), t.bytes())));
    Optional<Growth> growth = since(result.database(), begun, now, partial);
    if (growth.isEmpty() || growth.get().warnings().isEmpty()) {
      return result;
    }
    List<String> warnings = new ArrayList<>(result.warnings());
    warnings.addAll(growth.get().warnings());
    return result.withWarnings(warnings);
  }

  private Optional<Growth> since(
      String database, Instant time, Map<TableName, Size> now, boolean partial) {
    try {
      return snapshots.before(database, time).map(before -> growth(before, now, partial));
    } catch (BelayException e) {
      // That another snapshot is damaged, or removed just now, takes nothing from this one.
      return Optional.empty();
    }
  }

  private Growth growth(SnapshotSummary before, Map<TableName, Size> now, boolean partial) {
    List<Growth.OfTable> tables = new ArrayList<>();
    Map<TableName, Size> rest = new HashMap<>(now);
    for (Manifest.StoredTable old : snapshots.manifest(before).tables()) {
      Size size = rest.remove(old.table());
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

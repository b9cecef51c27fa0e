package dev.belay;

import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.Growth;
import dev.belay.model.SnapshotSummary;
import dev.belay.model.TableName;
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
  Optional<Growth> of(Manifest manifest) {
    Map<TableName, Size> now = new HashMap<>();
    manifest.tables().forEach(t -> now.put(t.table(), new Size(t.rows(), t.bytes())));
    try {
      return snapshots
          .before(manifest.database(), manifest.selection().profile(), manifest.time().toInstant())
          .map(before -> growth(before, now, manifest));
    } catch (BelayException e) {
      // That another snapshot is damaged, or removed just now, takes nothing from this one.
      return Optional.empty();
    }
  }

  /** The backup's result with a warning for each table that lost most of what it had. */
  BackupResult warned(BackupResult result, Manifest manifest) {
    Optional<Growth> growth = of(manifest);
    if (growth.isEmpty() || growth.get().warnings().isEmpty()) {
      return result;
    }
    List<String> warnings = new ArrayList<>(result.warnings());
    warnings.addAll(growth.get().warnings());
    return result.withWarnings(warnings);
  }

  private Growth growth(SnapshotSummary before, Map<TableName, Size> now, Manifest manifest) {
    List<Growth.OfTable> tables = new ArrayList<>();
    Map<TableName, Size> rest = new HashMap<>(now);
    Map<TableName, String> where = manifest.where();
    Manifest manifestBefore = snapshots.manifest(before);
    Map<TableName, String> whereBefore = manifestBefore.where();
    for (Manifest.StoredTable old : manifestBefore.tables()) {
      Size size = rest.remove(old.table());
      if (!Objects.equals(where.get(old.table()), whereBefore.get(old.table()))) {
        // Other rows were asked for, so that there are fewer says nothing.
        continue;
      }
      if (size != null) {
        tables.add(
            new Growth.OfTable(old.table(), old.rows(), size.rows(), old.bytes(), size.bytes()));
      } else if (manifest.selection().whole()) {
        tables.add(new Growth.OfTable(old.table(), old.rows(), -1, old.bytes(), 0));
      }
    }
    rest.forEach(
        (table, size) -> tables.add(new Growth.OfTable(table, -1, size.rows(), 0, size.bytes())));
    return new Growth(before.snapshot(), before.time(), tables);
  }
}

package dev.belay.cli;

import dev.belay.model.BackupResult;
import dev.belay.model.BelayException;
import dev.belay.model.CheckResult;
import dev.belay.model.CopyResult;
import dev.belay.model.Growth;
import dev.belay.model.SnapshotDetails;
import dev.belay.model.SnapshotSummary;
import dev.belay.model.StoredFiles;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents about snapshots and the repository that {@code --json} writes. Scripts rely on the
 * names: they may grow, never change. Kept apart from the API's records so that renaming one of
 * those can't break a script.
 */
final class SnapshotShapes {
  private SnapshotShapes() {}

  /** A file or directory beside the tables. */
  record File(String name, String path, boolean directory, long files, long links, long bytes) {}

  static List<File> files(List<StoredFiles> stored) {
    return stored.stream()
        .map(f -> new File(f.name(), f.path(), f.directory(), f.files(), f.links(), f.bytes()))
        .toList();
  }

  /** The same for people. */
  static String text(StoredFiles f) {
    return "%s: %s, %s"
        .formatted(
            Printable.clean(f.name()), Human.count(f.files(), "file"), Human.bytes(f.bytes()));
  }

  /** In what way a partial snapshot is one, for people. */
  static String part(SnapshotSummary s) {
    return s.profile().isEmpty()
        ? "part of the tables"
        : "selective, profile " + Printable.clean(s.profile());
  }

  record Backup(
      @Nullable String snapshot,
      String database,
      String type,
      List<Size> tables,
      long rows,
      long bytes,
      long bytesStored,
      double seconds,
      List<String> warnings,
      List<StoreShapes.Copy> copies,
      @Nullable String profile) {
    record Size(String table, long rows, long bytes) {}

    static Backup of(BackupResult result, CopyResult copies, @Nullable String profile) {
      return new Backup(
          Shapes.orNull(result.snapshot()),
          result.database(),
          result.type(),
          result.tables().stream()
              .map(t -> new Size(t.table().toString(), t.rows(), t.bytes()))
              .toList(),
          result.rows(),
          result.bytes(),
          result.bytesStored(),
          result.seconds(),
          result.warnings(),
          StoreShapes.list(copies),
          profile);
    }
  }

  record Snapshots(List<Snapshot> snapshots, List<String> problems) {
    static Snapshots of(List<SnapshotSummary> found, List<BelayException> problems) {
      return new Snapshots(
          found.stream().map(Snapshot::of).toList(),
          problems.stream().map(p -> String.valueOf(p.getMessage())).toList());
    }
  }

  record Snapshot(
      String snapshot,
      String time,
      String database,
      String engine,
      String type,
      String description,
      String createdBy,
      List<String> tags,
      long rows,
      long bytes,
      boolean partial,
      boolean schema,
      boolean pinned,
      @Nullable String verified,
      @Nullable String profile) {
    static Snapshot of(SnapshotSummary s) {
      return new Snapshot(
          s.snapshot(),
          Shapes.time(s.time()),
          s.database(),
          s.engine(),
          s.type(),
          s.description(),
          s.createdBy(),
          s.tags(),
          s.rows(),
          s.bytes(),
          s.partial(),
          s.schema(),
          s.pinned(),
          s.verified().map(Shapes::time).orElse(null),
          s.profile().isEmpty() ? null : s.profile());
    }
  }

  record Show(
      String snapshot,
      String time,
      String database,
      String address,
      String engine,
      String engineVersion,
      String type,
      String description,
      String createdBy,
      List<String> tags,
      long rows,
      long bytes,
      boolean partial,
      String tool,
      @Nullable String noSchema,
      List<Table> tables,
      List<Counter> counters,
      List<String> warnings,
      boolean pinned,
      @Nullable String verified,
      @Nullable Grown growth,
      @Nullable String profile,
      Asked selection,
      List<File> files) {
    /** What was asked for; {@code rows} are conditions by table. */
    record Asked(
        List<String> tables,
        List<String> excludeTables,
        Map<String, String> rows,
        Map<String, List<String>> excludeColumns) {}

    record Grown(String since, String time, List<GrownTable> tables, List<String> warnings) {
      static Grown of(Growth growth) {
        return new Grown(
            growth.since(),
            Shapes.time(growth.time()),
            growth.tables().stream()
                .map(
                    t ->
                        new GrownTable(
                            t.table().toString(),
                            t.rowsBefore(),
                            t.rows(),
                            t.bytesBefore(),
                            t.bytes()))
                .toList(),
            growth.warnings());
      }
    }

    record GrownTable(String table, long rowsBefore, long rows, long bytesBefore, long bytes) {}

    record Table(
        String table,
        long rows,
        long bytes,
        String digest,
        List<String> key,
        List<Column> columns) {}

    record Column(String column, String type) {}

    record Counter(String counter, long value) {}

    static Show of(SnapshotDetails details) {
      SnapshotSummary s = details.summary();
      return new Show(
          s.snapshot(),
          Shapes.time(s.time()),
          s.database(),
          details.address(),
          s.engine(),
          details.catalog().version(),
          s.type(),
          s.description(),
          s.createdBy(),
          s.tags(),
          s.rows(),
          s.bytes(),
          s.partial(),
          details.tool(),
          details.noSchema().isEmpty() ? null : details.noSchema(),
          details.tables().stream().map(t -> table(details, t)).toList(),
          details.counters().stream()
              .map(c -> new Counter(c.name().toString(), c.value()))
              .toList(),
          details.warnings(),
          s.pinned(),
          s.verified().map(Shapes::time).orElse(null),
          details.growth().map(Grown::of).orElse(null),
          s.profile().isEmpty() ? null : s.profile(),
          new Asked(
              details.scope().tables(),
              details.scope().excludeTables(),
              details.scope().rows(),
              details.scope().excludeColumns()),
          SnapshotShapes.files(details.files()));
    }

    private static Table table(SnapshotDetails details, SnapshotDetails.StoredTable stored) {
      var structure = details.catalog().table(stored.table());
      return new Table(
          stored.table().toString(),
          stored.rows(),
          stored.bytes(),
          stored.digest(),
          structure.map(dev.belay.model.Table::key).orElse(List.of()),
          structure.map(dev.belay.model.Table::stored).orElse(List.of()).stream()
              .map(c -> new Column(c.name(), c.type()))
              .toList());
    }
  }

  record Check(
      boolean ok,
      long snapshots,
      long packs,
      long bytesRead,
      List<String> problems,
      List<String> warnings) {
    static Check of(CheckResult r) {
      return new Check(r.ok(), r.snapshots(), r.packs(), r.bytesRead(), r.problems(), r.warnings());
    }
  }
}

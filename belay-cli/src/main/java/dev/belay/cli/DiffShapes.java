package dev.belay.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.model.DiffResult;
import dev.belay.model.Drift;
import dev.belay.model.RowChange;
import dev.belay.model.RowLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents about differences that {@code --json} writes. Scripts rely on the names: they may
 * grow, never change.
 */
final class DiffShapes {
  private DiffShapes() {}

  /** {@code rows} is left out here where they are written ahead of the rest. */
  record Diff(
      String from,
      String to,
      boolean equal,
      List<DiffTable> tables,
      List<DriftLine> drift,
      List<DiffFiles> files,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Object> rows) {
    static Diff of(DiffResult result, boolean rows) {
      return new Diff(
          result.from(),
          result.to(),
          result.equal(),
          result.tables().stream().map(DiffTable::of).toList(),
          result.drift().stream().map(DriftLine::of).toList(),
          result.files().stream().map(DiffFiles::of).toList(),
          rows ? List.of() : null);
    }
  }

  record DiffTable(String table, long insert, long update, long delete, long unchanged) {
    static DiffTable of(DiffResult.TableDiff t) {
      return new DiffTable(t.table().toString(), t.insert(), t.update(), t.delete(), t.unchanged());
    }
  }

  record DiffFiles(
      String name,
      String path,
      long write,
      long replace,
      long onlyThere,
      long unchanged,
      long bytes) {
    static DiffFiles of(DiffResult.FolderDiff f) {
      return new DiffFiles(
          f.name(), f.path(), f.write(), f.replace(), f.onlyThere(), f.unchanged(), f.bytes());
    }
  }

  record DriftLine(
      String table, @Nullable String column, String kind, String detail, boolean fits) {
    static DriftLine of(Drift d) {
      return new DriftLine(
          d.table().toString(),
          d.column().isEmpty() ? null : d.column(),
          Shapes.lower(d.kind()),
          d.detail(),
          d.fits());
    }
  }

  /** A row that changed: which, and how. */
  static Map<String, Object> changed(RowChange row) {
    return Map.of("change", Shapes.lower(row.kind()), "key", key(row));
  }

  private static Map<String, @Nullable String> key(RowChange row) {
    Map<String, @Nullable String> key = new LinkedHashMap<>();
    row.key().forEach(v -> key.put(v.column(), Shapes.orNull(v.value())));
    return key;
  }

  /** A row of a diff. A map, since {@code new} is no name that a record could have. */
  static Map<String, Object> row(RowChange row) {
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("table", row.table().toString());
    shape.put("change", Shapes.lower(row.kind()));
    shape.put("key", key(row));
    shape.put("columns", row.columns().stream().map(c -> cell(row.kind(), c)).toList());
    return shape;
  }

  private static Map<String, @Nullable String> cell(RowChange.Kind kind, RowChange.Cell cell) {
    Map<String, @Nullable String> shape = new LinkedHashMap<>();
    shape.put("column", cell.column());
    if (kind != RowChange.Kind.INSERT) {
      shape.put("old", Shapes.orNull(cell.before()));
    }
    if (kind != RowChange.Kind.DELETE) {
      shape.put("new", Shapes.orNull(cell.after()));
    }
    return shape;
  }

  /** The life of a row; {@code changes} are oldest first. */
  record Log(
      String database, String table, String key, int snapshots, List<Map<String, Object>> changes) {
    static Log of(RowLog log) {
      return new Log(
          log.database(),
          log.table().toString(),
          log.key(),
          log.snapshots(),
          log.entries().stream().map(Log::entry).toList());
    }

    private static Map<String, Object> entry(RowLog.Entry entry) {
      Map<String, @Nullable Object> shape = new LinkedHashMap<>();
      shape.put("snapshot", entry.snapshot().snapshot());
      shape.put("time", Shapes.time(entry.snapshot().time()));
      shape.put("type", entry.snapshot().type());
      shape.put("run", Shapes.orNull(entry.run()));
      shape.putAll(row(entry.change()));
      shape.remove("table");
      return shape;
    }
  }
}

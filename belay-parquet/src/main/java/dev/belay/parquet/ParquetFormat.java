package dev.belay.parquet;

import dev.belay.export.Content;
import dev.belay.export.Destination;
import dev.belay.export.ExportRows;
import dev.belay.export.ExportTable;
import dev.belay.export.Facts;
import dev.belay.export.Format;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One table as an Apache Parquet file, compressed with zstd. Each value is carried exactly: by the
 * type that its column's asks for; where that has no place for some value, by text, or for SQLite,
 * where each value has a kind of its own, by the narrowest type that has a place for all.
 *
 * <p>The rows of a SQLite table are read twice, those of a PostgreSQL table only where a value
 * turns up that its column's type does not let one expect, as {@code infinity} among dates.
 */
public final class ParquetFormat implements Format {
  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public List<String> suffixes() {
    return List.of("parquet");
  }

  @Override
  public boolean manyTables() {
    return false;
  }

  @Override
  public boolean streams() {
    return false;
  }

  @Override
  public void write(Content content, Destination to, Options options) throws IOException {
    ExportTable table = content.tables().get(0);
    if (table.columns().isEmpty()) {
      throw new BelayException(
          ErrorCode.NOT_EXACT,
          "table " + table.name() + " has no column to write, and Parquet no table without one",
          "leave it out with --exclude-table");
    }
    Path file = to.file();
    Optional<TablePlan> declared = TablePlan.declared(table);
    if (declared.isPresent() && fits(declared.get(), content, file)) {
      declared.get().tell(content);
      return;
    }
    TablePlan plan = TablePlan.surveyed(table, content);
    write(plan, content, file);
    plan.tell(content);
  }

  private static boolean fits(TablePlan plan, Content content, Path file) throws IOException {
    try {
      write(plan, content, file);
      return true;
    } catch (Misfit e) {
      Files.deleteIfExists(file);
      return false;
    }
  }

  private static void write(TablePlan plan, Content content, Path file) throws IOException {
    try (ExportRows rows = content.rows(plan.table());
        var writer = ParquetFile.create(file, plan, facts(content.facts()))) {
      while (rows.next()) {
        writer.write(rows);
      }
    }
  }

  /** What the file says of itself, beside its rows. */
  private static Map<String, String> facts(Facts facts) {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("belay.tool", facts.tool());
    told.put("belay.database", facts.database());
    told.put("belay.engine", facts.engine() + " " + facts.version());
    facts.snapshot().ifPresent(id -> told.put("belay.snapshot", id));
    told.put("belay.time", facts.time().toString());
    return told;
  }
}

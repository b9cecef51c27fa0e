package dev.belay.export;

import dev.belay.model.ExportResult;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code summary.json} says of the files beside it.
 *
 * @param belayExport the version of this shape
 * @param tool the program
 * @param format the files' format
 * @param database the database's name
 * @param engine its engine
 * @param version the engine's version
 * @param snapshot the snapshot; absent for a live database
 * @param time the moment that the data shows
 * @param partial whether tables were left out by choice
 * @param leftOut the sensitive columns that were left out
 * @param masked the columns whose values are other ones
 * @param converted the columns that the format has no type for
 * @param tables each table with its file
 * @param rows rows over all tables
 */
record Summary(
    int belayExport,
    String tool,
    String format,
    String database,
    String engine,
    String version,
    Optional<String> snapshot,
    OffsetDateTime time,
    boolean partial,
    List<String> leftOut,
    List<String> masked,
    List<ExportResult.Conversion> converted,
    List<TableFile> tables,
    long rows) {

  /**
   * One table.
   *
   * @param table its name
   * @param file its file, beside the summary
   * @param rows how many rows
   */
  record TableFile(String table, String file, long rows) {}

  static Summary of(String format, Content content, List<Path> files) {
    Facts facts = content.facts();
    List<TableFile> tables = new ArrayList<>();
    long rows = 0;
    for (int i = 0; i < files.size(); i++) {
      ExportTable table = content.tables().get(i);
      tables.add(
          new TableFile(
              table.name().toString(),
              String.valueOf(files.get(i).getFileName()),
              content.count(table)));
      rows += content.count(table);
    }
    return new Summary(
        JsonFormat.VERSION,
        facts.tool(),
        format,
        facts.database(),
        facts.engine(),
        facts.version(),
        facts.snapshot(),
        facts.time(),
        facts.partial(),
        facts.leftOut(),
        facts.masked(),
        content.converted(),
        tables,
        rows);
  }
}

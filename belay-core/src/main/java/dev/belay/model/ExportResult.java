package dev.belay.model;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an export wrote.
 *
 * @param database the database's name
 * @param snapshot the snapshot that was exported; empty for a live database
 * @param time the moment that the data shows
 * @param format the format
 * @param files the files that were written; none for standard output
 * @param tables each table
 * @param leftOut the sensitive columns that were left out, as {@code table.column}
 * @param masked the columns whose values were written as something else
 * @param included the sensitive columns that were written because that was asked for
 * @param converted the columns that the format has no type for
 * @param bytes the size of the files
 * @param seconds how long it took
 * @param warnings what else is to be known
 */
public record ExportResult(
    String database,
    Optional<String> snapshot,
    OffsetDateTime time,
    String format,
    List<String> files,
    List<TableCount> tables,
    List<String> leftOut,
    List<String> masked,
    List<String> included,
    List<Conversion> converted,
    long bytes,
    double seconds,
    List<String> warnings) {
  public ExportResult {
    files = List.copyOf(files);
    tables = List.copyOf(tables);
    leftOut = List.copyOf(leftOut);
    masked = List.copyOf(masked);
    included = List.copyOf(included);
    converted = List.copyOf(converted);
    warnings = List.copyOf(warnings);
  }

  /** The same with other warnings. */
  public ExportResult withWarnings(List<String> others) {
    return new ExportResult(
        database, snapshot, time, format, files, tables, leftOut, masked, included, converted,
        bytes, seconds, others);
  }

  /** The same with a warning more. */
  public ExportResult withWarning(String one) {
    List<String> all = new ArrayList<>(warnings);
    all.add(one);
    return withWarnings(all);
  }

  /** Rows over all tables. */
  public long rows() {
    return tables.stream().mapToLong(TableCount::rows).sum();
  }

  /**
   * One table.
   *
   * @param table its name
   * @param rows how many rows were written
   */
  public record TableCount(TableName table, long rows) {}

  /**
   * A column whose values are written as something else, from which they can be had exactly.
   *
   * @param column the column, as {@code table.column}
   * @param as what they are written as
   * @param why what the format has no type for
   */
  public record Conversion(String column, String as, String why) {}
}

package dev.belay.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a backup did.
 *
 * @param snapshot the new snapshot's id; empty after a dry run
 * @param database the database's name
 * @param type the snapshot's type
 * @param tables each stored table
 * @param rows rows over all tables
 * @param bytes their size as COPY text
 * @param bytesStored how much the repository grew
 * @param seconds how long it took
 * @param warnings what a person should know
 */
public record BackupResult(
    Optional<String> snapshot,
    String database,
    String type,
    List<TableSize> tables,
    long rows,
    long bytes,
    long bytesStored,
    double seconds,
    List<String> warnings) {
  public BackupResult {
    tables = List.copyOf(tables);
    warnings = List.copyOf(warnings);
  }

  /** The same with other warnings. */
  public BackupResult withWarnings(List<String> others) {
    return new BackupResult(
        snapshot, database, type, tables, rows, bytes, bytesStored, seconds, others);
  }

  /** The same with a warning more. */
  public BackupResult withWarning(String one) {
    List<String> all = new ArrayList<>(warnings);
    all.add(one);
    return withWarnings(all);
  }

  /**
   * One table's size.
   *
   * @param table its name
   * @param rows its rows
   * @param bytes their size as COPY text
   */
  public record TableSize(TableName table, long rows, long bytes) {}
}

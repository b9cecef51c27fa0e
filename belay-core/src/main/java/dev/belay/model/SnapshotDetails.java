package dev.belay.model;

import java.util.List;
import java.util.Optional;

/**
 * A snapshot whole.
 *
 * @param summary what a list shows of it
 * @param address where the database was, without secrets
 * @param catalog the structure that its rows have
 * @param tables each table with its size and the hexadecimal digest of its rows
 * @param counters where the counters stood
 * @param noSchema why it has no DDL; empty where it has
 * @param warnings what was to be known about that moment
 * @param tool the program that wrote it, with its version
 * @param scope what was asked for
 * @param files files and directories beside the tables
 * @param growth beside the snapshot before it, where there is one
 */
public record SnapshotDetails(
    SnapshotSummary summary,
    String address,
    Catalog catalog,
    List<StoredTable> tables,
    List<Counter> counters,
    String noSchema,
    List<String> warnings,
    String tool,
    SnapshotScope scope,
    List<StoredFiles> files,
    Optional<Growth> growth) {
  public SnapshotDetails {
    tables = List.copyOf(tables);
    counters = List.copyOf(counters);
    warnings = List.copyOf(warnings);
    files = List.copyOf(files);
  }

  /**
   * One table.
   *
   * @param table its name
   * @param rows its rows
   * @param bytes their size as COPY text
   * @param digest the digest of its rows
   */
  public record StoredTable(TableName table, long rows, long bytes, String digest) {}
}

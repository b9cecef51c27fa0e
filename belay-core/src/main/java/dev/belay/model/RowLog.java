package dev.belay.model;

import java.util.List;
import java.util.Optional;

/**
 * The life of one row, as the snapshots of a database tell it.
 *
 * @param database the database's name
 * @param table the row's table
 * @param key what was asked for, as it was typed
 * @param snapshots how many snapshots were looked into
 * @param entries what happened to it, oldest first
 */
public record RowLog(
    String database, TableName table, String key, int snapshots, List<Entry> entries) {
  public RowLog {
    entries = List.copyOf(entries);
  }

  /**
   * A change, first seen in a snapshot.
   *
   * @param snapshot where it was first seen
   * @param change what happened since the snapshot before
   * @param run the run that did it, where it was one
   */
  public record Entry(SnapshotSummary snapshot, RowChange change, Optional<String> run) {}
}

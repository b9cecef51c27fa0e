package dev.belay;

import java.util.List;

/**
 * A backup.
 *
 * @param database a name from the settings, a path or a URL
 * @param tables only these; empty for all
 * @param excludeTables all but these
 * @param type the snapshot's type
 * @param description for people
 * @param createdBy who asks for it
 * @param tags for people and for retention
 * @param dryRun reads and counts, writes nothing
 */
public record BackupRequest(
    String database,
    List<String> tables,
    List<String> excludeTables,
    String type,
    String description,
    String createdBy,
    List<String> tags,
    boolean dryRun) {
  public BackupRequest {
    tables = List.copyOf(tables);
    excludeTables = List.copyOf(excludeTables);
    tags = List.copyOf(tags);
  }

  /** All of a database, as type {@code manual}. */
  public static BackupRequest of(String database) {
    return new BackupRequest(
        database,
        List.of(),
        List.of(),
        "manual",
        "",
        System.getProperty("user.name", ""),
        List.of(),
        false);
  }
}

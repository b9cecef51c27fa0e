package dev.belay;

import java.util.List;
import java.util.Optional;

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
 * @param profile chooses tables, rows and columns, and the database where {@code database} is
 *     empty; empty for none
 */
public record BackupRequest(
    String database,
    List<String> tables,
    List<String> excludeTables,
    String type,
    String description,
    String createdBy,
    List<String> tags,
    boolean dryRun,
    Optional<String> profile) {
  public BackupRequest {
    tables = List.copyOf(tables);
    excludeTables = List.copyOf(excludeTables);
    tags = List.copyOf(tags);
  }

  /** Without a profile. */
  public BackupRequest(
      String database,
      List<String> tables,
      List<String> excludeTables,
      String type,
      String description,
      String createdBy,
      List<String> tags,
      boolean dryRun) {
    this(
        database,
        tables,
        excludeTables,
        type,
        description,
        createdBy,
        tags,
        dryRun,
        Optional.empty());
  }

  /** The same with what a profile chooses. */
  public BackupRequest withProfile(String name) {
    return new BackupRequest(
        database,
        tables,
        excludeTables,
        type,
        description,
        createdBy,
        tags,
        dryRun,
        Optional.of(name));
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

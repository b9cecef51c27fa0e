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
        false,
        Optional.empty());
  }

  /** The same for some tables. */
  public BackupRequest withTables(String... some) {
    return copy(List.of(some), excludeTables, type, description, createdBy, profile);
  }

  /** The same for all tables but some. */
  public BackupRequest withoutTables(String... some) {
    return copy(tables, List.of(some), type, description, createdBy, profile);
  }

  /** The same as another type of snapshot. */
  public BackupRequest ofType(String other) {
    return copy(tables, excludeTables, other, description, createdBy, profile);
  }

  /** The same, described to people, and by whom it is asked for. */
  public BackupRequest described(String text, String by) {
    return copy(tables, excludeTables, type, text, by, profile);
  }

  /** The same with what a profile chooses. */
  public BackupRequest withProfile(String name) {
    return copy(tables, excludeTables, type, description, createdBy, Optional.of(name));
  }

  private BackupRequest copy(
      List<String> some,
      List<String> others,
      String kind,
      String text,
      String by,
      Optional<String> chosen) {
    return new BackupRequest(database, some, others, kind, text, by, tags, dryRun, chosen);
  }
}

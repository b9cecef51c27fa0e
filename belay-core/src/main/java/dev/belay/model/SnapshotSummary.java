package dev.belay.model;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot as a list shows it.
 *
 * @param snapshot its id, 64 hexadecimal digits
 * @param time when its moment was
 * @param database the database's name
 * @param engine the database's engine
 * @param type {@code manual}, {@code daily}, …, {@code safety}
 * @param description what the person wrote, or empty
 * @param createdBy who took it
 * @param tags the person's tags
 * @param rows rows over all tables
 * @param bytes their size as COPY text
 * @param partial whether tables, rows or columns were left out by choice
 * @param schema whether it holds the DDL, so that a new database can be built from it
 * @param profile the profile that chose what is in it; empty for none
 * @param pinned whether nothing may remove it
 * @param verified when every byte of it was read last and found to be right
 */
public record SnapshotSummary(
    String snapshot,
    OffsetDateTime time,
    String database,
    String engine,
    String type,
    String description,
    String createdBy,
    List<String> tags,
    long rows,
    long bytes,
    boolean partial,
    boolean schema,
    String profile,
    boolean pinned,
    Optional<OffsetDateTime> verified) {
  public SnapshotSummary {
    tags = List.copyOf(tags);
  }

  /** As it was taken; nothing was said of it since. */
  public SnapshotSummary(
      String snapshot,
      OffsetDateTime time,
      String database,
      String engine,
      String type,
      String description,
      String createdBy,
      List<String> tags,
      long rows,
      long bytes,
      boolean partial,
      boolean schema,
      String profile) {
    this(
        snapshot,
        time,
        database,
        engine,
        type,
        description,
        createdBy,
        tags,
        rows,
        bytes,
        partial,
        schema,
        profile,
        false,
        Optional.empty());
  }

  /** The same with what was said of it since. */
  public SnapshotSummary with(
      String words, List<String> newTags, boolean pin, Optional<OffsetDateTime> proof) {
    return new SnapshotSummary(
        snapshot, time, database, engine, type, words, createdBy, newTags, rows, bytes, partial,
        schema, profile, pin, proof);
  }
}

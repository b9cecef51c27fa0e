package dev.belay.model;

import java.time.OffsetDateTime;
import java.util.List;

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
 * @param partial whether tables were left out by choice
 * @param schema whether it holds the DDL, so that a new database can be built from it
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
    boolean schema) {
  public SnapshotSummary {
    tags = List.copyOf(tags);
  }
}

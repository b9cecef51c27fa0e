package dev.belay.snapshot;

import dev.belay.model.SnapshotSummary;
import dev.belay.repository.SnapshotRecord;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The little that a list shows of a snapshot. It stands in the snapshot's own file, so that a list
 * opens nothing else; where restic rewrote that file and dropped it, the manifest has it too.
 */
public final class SnapshotFacts {
  private SnapshotFacts() {}

  /** The tags that restic's own commands filter by: the type, then the person's tags. */
  static List<String> resticTags(Manifest manifest) {
    List<String> tags = new ArrayList<>();
    tags.add(manifest.type());
    tags.addAll(manifest.tags());
    return tags;
  }

  static Map<String, Object> summary(Manifest manifest) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("database", manifest.database());
    facts.put("engine", manifest.catalog().engine());
    facts.put("type", manifest.type());
    facts.put("description", manifest.description());
    facts.put("created_by", manifest.createdBy());
    facts.put("tags", manifest.tags());
    facts.put("rows", manifest.rows());
    facts.put("bytes", manifest.bytes());
    facts.put("partial", !manifest.selection().whole());
    facts.put("schema", manifest.noSchema().isEmpty());
    if (!manifest.selection().profile().isEmpty()) {
      facts.put("profile", manifest.selection().profile());
    }
    return facts;
  }

  /** The profile that chose what is in a snapshot; empty for none. */
  static String profile(SnapshotRecord record) {
    return text(record.belay(), "profile");
  }

  /** The summary in the snapshot's file; empty where there is none. */
  public static Optional<SnapshotSummary> of(String id, SnapshotRecord record) {
    Map<String, Object> facts = record.belay();
    if (!(facts.get("database") instanceof String database)) {
      return Optional.empty();
    }
    List<String> tags = new ArrayList<>();
    if (facts.get("tags") instanceof List<?> list) {
      list.forEach(tag -> tags.add(String.valueOf(tag)));
    }
    return Optional.of(
        new SnapshotSummary(
            id,
            record.time().atZone(ZoneId.systemDefault()).toOffsetDateTime(),
            database,
            text(facts, "engine"),
            text(facts, "type"),
            text(facts, "description"),
            text(facts, "created_by"),
            tags,
            number(facts, "rows"),
            number(facts, "bytes"),
            Boolean.TRUE.equals(facts.get("partial")),
            Boolean.TRUE.equals(facts.get("schema")),
            text(facts, "profile")));
  }

  /**
   * The same from the manifest. Where restic wrote the snapshot's file anew, as its {@code tag}
   * does, the tags are what it wrote there.
   */
  public static SnapshotSummary of(String id, Manifest manifest, SnapshotRecord record) {
    List<String> tags = new ArrayList<>(record.tags());
    tags.remove(manifest.type());
    return new SnapshotSummary(
        id,
        manifest.time(),
        manifest.database(),
        manifest.catalog().engine(),
        manifest.type(),
        manifest.description(),
        manifest.createdBy(),
        record.belay().isEmpty() ? tags : manifest.tags(),
        manifest.rows(),
        manifest.bytes(),
        !manifest.selection().whole(),
        manifest.noSchema().isEmpty(),
        manifest.selection().profile());
  }

  private static String text(Map<String, Object> facts, String name) {
    return facts.get(name) instanceof String text ? text : "";
  }

  private static long number(Map<String, Object> facts, String name) {
    return facts.get(name) instanceof Number number ? number.longValue() : 0;
  }
}

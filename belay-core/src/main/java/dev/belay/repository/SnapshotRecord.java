package dev.belay.repository;

import dev.belay.model.BlobId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A snapshot's file.
 *
 * @param time when the snapshot's moment was
 * @param tree the root directory
 * @param paths what was backed up, as restic shows it
 * @param origin who wrote it, where
 * @param tags as restic's commands filter by
 * @param parent the snapshot that this one was compared with, where there was one
 * @param original the first form of a snapshot that restic changed since
 * @param programVersion what wrote it; empty where it does not say
 * @param belay Belay's own summary: strings, numbers, booleans, lists and maps with string keys;
 *     empty in what restic wrote, and after restic changed a snapshot's tags
 */
public record SnapshotRecord(
    Instant time,
    BlobId tree,
    List<String> paths,
    Origin origin,
    List<String> tags,
    Optional<SnapshotId> parent,
    Optional<SnapshotId> original,
    String programVersion,
    Map<String, Object> belay) {

  /**
   * Who wrote a snapshot, where.
   *
   * @param uid the user's number, or 0 where it is not known
   * @param gid the group's number, or 0 where it is not known
   */
  public record Origin(String hostname, String username, int uid, int gid) {}

  /** Copies the collections. */
  public SnapshotRecord {
    paths = List.copyOf(paths);
    tags = List.copyOf(tags);
    belay = Collections.unmodifiableMap(new LinkedHashMap<>(belay));
  }

  /** A new snapshot without parent. */
  public static SnapshotRecord of(
      Instant time,
      BlobId tree,
      List<String> paths,
      Origin origin,
      List<String> tags,
      String programVersion,
      Map<String, Object> belay) {
    return new SnapshotRecord(
        time, tree, paths, origin, tags, Optional.empty(), Optional.empty(), programVersion, belay);
  }

  /** The same with a parent. */
  public SnapshotRecord withParent(SnapshotId id) {
    return new SnapshotRecord(
        time, tree, paths, origin, tags, Optional.of(id), original, programVersion, belay);
  }
}

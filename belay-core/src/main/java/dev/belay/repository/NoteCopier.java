package dev.belay.repository;

import dev.belay.model.BelayException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Brings what people said of snapshots to the copies of these. The copy's note remembers what was
 * brought, so that each pin, tag and description is brought once: what is said of the copy itself
 * stays until its origin is changed again. For one thread.
 */
public final class NoteCopier {
  /**
   * What a copy is made of.
   *
   * @param note what was said of it, also before restic gave it another id
   */
  private record Origin(SnapshotRecord record, Note note) {
    /** restic writes a snapshot anew to change its tags, and leaves out what it does not know. */
    boolean retagged() {
      return record.original().isPresent() && record.belay().isEmpty();
    }

    /** Whether there are tags of restic's to bring: the copy was made before it gave them. */
    boolean bringsTags(SnapshotRecord copy, Note now) {
      boolean brought = now.brought().flatMap(Note.Said::tags).isPresent();
      return retagged() && note.tags().isEmpty() && (brought || !copy.tags().equals(record.tags()));
    }
  }

  /** The tags that a person gave a snapshot, of those that restic shows. */
  @FunctionalInterface
  public interface Tags {
    /** Empty where the snapshot is not Belay's. */
    Optional<List<String>> of(SnapshotId id, SnapshotRecord record);
  }

  private final Repository from;
  private final Repository to;
  private final Tags tags;
  private final Tags tagsThere;

  /**
   * @param tags the tags of the first repository's snapshots
   * @param tagsThere the tags of the other one's
   */
  public NoteCopier(Repository from, Repository to, Tags tags, Tags tagsThere) {
    this.from = from;
    this.to = to;
    this.tags = tags;
    this.tagsThere = tagsThere;
  }

  /**
   * Brings the notes of the snapshots that are wanted and have a copy; returns how many notes
   * changed. A note that is damaged is in no other's way: it is thrown when the others are done.
   */
  public int copy(Predicate<SnapshotRecord> wanted) {
    List<BelayException> damaged = new ArrayList<>();
    Map<SnapshotId, Origin> origins = origins(wanted, from.notes().all(damaged::add));
    int changed = 0;
    if (!origins.isEmpty()) {
      Snapshots copied = to.snapshots().remembering();
      Map<SnapshotId, Set<SnapshotId>> copies = copies(copied);
      Map<SnapshotId, Note> there = to.notes().all(damaged::add);
      for (Map.Entry<SnapshotId, Origin> origin : origins.entrySet()) {
        for (SnapshotId copy : copiesOf(origin.getKey(), origin.getValue().record(), copies)) {
          Note now = noteOf(copy, copied.get(copy), there, tagsThere);
          Note.Said said = said(origin.getKey(), origin.getValue(), copied.get(copy), now);
          changed += bring(said, copy, now, damaged) ? 1 : 0;
        }
      }
    }
    if (!damaged.isEmpty()) {
      throw damaged.get(0);
    }
    return changed;
  }

  /** The snapshots of which something was said, by Belay or by restic, that can be brought. */
  private Map<SnapshotId, Origin> origins(
      Predicate<SnapshotRecord> wanted, Map<SnapshotId, Note> notes) {
    Map<SnapshotId, Origin> origins = new HashMap<>();
    from.snapshots()
        .forEachThere(
            (id, record) -> {
              Origin origin = new Origin(record, noteOf(id, record, notes, tags));
              if ((origin.retagged() || !origin.note().equals(Note.NONE)) && wanted.test(record)) {
                origins.put(id, origin);
              }
            });
    return origins;
  }

  private Note.Said said(SnapshotId id, Origin origin, SnapshotRecord copy, Note now) {
    Note.Said said = origin.note().said();
    return origin.bringsTags(copy, now)
        ? new Note.Said(said.pinned(), tags.of(id, origin.record()), said.description())
        : said;
  }

  private static Note noteOf(
      SnapshotId id, SnapshotRecord record, Map<SnapshotId, Note> notes, Tags tags) {
    Note own = notes.getOrDefault(id, Note.NONE);
    Note before = record.original().map(notes::get).orElse(null);
    return own.equals(Note.NONE) && before != null
        ? before.inherited(tags.of(id, record).orElse(List.of()))
        : own;
  }

  private boolean bring(Note.Said said, SnapshotId copy, Note now, List<BelayException> damaged) {
    if (now.withBrought(said).equals(now)) {
      return false;
    }
    try {
      to.notes().change(copy, note -> (note.equals(Note.NONE) ? now : note).withBrought(said));
      return true;
    } catch (BelayException e) {
      damaged.add(e);
      return false;
    }
  }

  private static Set<SnapshotId> copiesOf(
      SnapshotId id, SnapshotRecord record, Map<SnapshotId, Set<SnapshotId>> copies) {
    Set<SnapshotId> all = new HashSet<>(copies.getOrDefault(id, Set.of()));
    record.original().ifPresent(first -> all.addAll(copies.getOrDefault(first, Set.of())));
    return all;
  }

  /** The other repository's snapshots by their ids and by those of their origins. */
  private static Map<SnapshotId, Set<SnapshotId>> copies(Snapshots copied) {
    Map<SnapshotId, Set<SnapshotId>> copies = new HashMap<>();
    copied.forEachThere(
        (id, record) -> {
          copies.computeIfAbsent(id, key -> new HashSet<>()).add(id);
          record
              .original()
              .ifPresent(first -> copies.computeIfAbsent(first, key -> new HashSet<>()).add(id));
        });
    return copies;
  }
}

package dev.belay.repository;

import dev.belay.model.BelayException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Brings what people said of snapshots to the copies of these. The copy's note remembers what was
 * brought, so that each pin, tag and description is brought once: what is said of the copy itself
 * stays until its origin is changed again. For one thread.
 */
public final class NoteCopier {
  private final Repository from;
  private final Repository to;

  public NoteCopier(Repository from, Repository to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Brings the notes of the snapshots that are wanted and have a copy; returns how many notes
   * changed. A note that is damaged is in no other's way: it is thrown when the others are done.
   */
  public int copy(Predicate<SnapshotRecord> wanted) {
    List<BelayException> damaged = new ArrayList<>();
    Map<SnapshotId, Note> notes = from.notes().all(damaged::add);
    notes.keySet().retainAll(new HashSet<>(from.snapshots().ids()));
    int changed = 0;
    if (!notes.isEmpty()) {
      Map<SnapshotId, Set<SnapshotId>> copies = copies();
      Map<SnapshotId, Note> there = to.notes().all(damaged::add);
      for (Map.Entry<SnapshotId, Note> note : notes.entrySet()) {
        SnapshotRecord record = from.snapshots().get(note.getKey());
        if (wanted.test(record)) {
          for (SnapshotId copy : copiesOf(note.getKey(), record, copies)) {
            changed += bring(note.getValue().said(), copy, there, damaged) ? 1 : 0;
          }
        }
      }
    }
    if (!damaged.isEmpty()) {
      throw damaged.get(0);
    }
    return changed;
  }

  private boolean bring(
      Note.Said said, SnapshotId copy, Map<SnapshotId, Note> there, List<BelayException> damaged) {
    Note now = there.getOrDefault(copy, Note.NONE);
    if (now.withBrought(said).equals(now)) {
      return false;
    }
    try {
      to.notes().change(copy, note -> note.withBrought(said));
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
  private Map<SnapshotId, Set<SnapshotId>> copies() {
    Map<SnapshotId, Set<SnapshotId>> copies = new HashMap<>();
    for (SnapshotId id : to.snapshots().ids()) {
      copies.computeIfAbsent(id, key -> new HashSet<>()).add(id);
      to.snapshots()
          .get(id)
          .original()
          .ifPresent(first -> copies.computeIfAbsent(first, key -> new HashSet<>()).add(id));
    }
    return copies;
  }
}

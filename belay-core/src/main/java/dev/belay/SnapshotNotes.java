package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.SnapshotSummary;
import dev.belay.repository.Note;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.repository.SnapshotRecord;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What was said of snapshots since they were taken. */
final class SnapshotNotes {
  private final Repository repository;
  private final dev.belay.repository.Snapshots files;
  private final Snapshots snapshots;

  SnapshotNotes(Repository repository, dev.belay.repository.Snapshots files, Snapshots snapshots) {
    this.repository = repository;
    this.files = files;
    this.snapshots = snapshots;
  }

  /**
   * What was said of a snapshot, also under the id that it had before restic changed its tags;
   * nothing where that is damaged.
   */
  private Note note(SnapshotId id) {
    try {
      return note(snapshots.taken(id), files.get(id), repository.notes()::of);
    } catch (BelayException e) {
      if (e.code() != ErrorCode.DAMAGED) {
        throw e;
      }
      return Note.NONE;
    }
  }

  /**
   * Changes what was said of a snapshot: under its id and, as restic gives it yet another one
   * whenever it changes its tags, under the first, too, which stays its original.
   */
  void say(SnapshotId id, UnaryOperator<Note> change) {
    Note said = note(id);
    repository.notes().change(id, note -> change.apply(note.equals(Note.NONE) ? said : note));
    Optional<SnapshotId> first = files.get(id).original().filter(o -> !isThere(o));
    if (first.isPresent()) {
      Note now = repository.notes().of(id);
      repository.notes().change(first.get(), before -> now);
    }
  }

  /** A snapshot that was copied, and not written anew, has notes of its own, also in the trash. */
  private boolean isThere(SnapshotId id) {
    return files.ids().contains(id)
        || repository.trash().entries().stream().anyMatch(entry -> entry.id().equals(id));
  }

  private static Note note(
      SnapshotSummary taken, SnapshotRecord record, Function<SnapshotId, Note> notes) {
    Note note = notes.apply(SnapshotId.parse(taken.snapshot()));
    return note.equals(Note.NONE) && record.original().isPresent()
        ? notes.apply(record.original().get()).inherited(taken.tags())
        : note;
  }

  /** All notes, once they are read. */
  static Function<SnapshotId, Note> in(Map<SnapshotId, Note> notes) {
    return id -> notes.getOrDefault(id, Note.NONE);
  }

  /** A snapshot with what was said of it. */
  static SnapshotSummary noted(
      SnapshotSummary taken, SnapshotRecord record, Function<SnapshotId, Note> notes) {
    Note note = note(taken, record, notes);
    return taken.with(
        note.description().orElse(taken.description()),
        note.tags().orElse(taken.tags()),
        note.pinned(),
        note.verified().map(t -> t.atZone(taken.time().getOffset()).toOffsetDateTime()));
  }
}

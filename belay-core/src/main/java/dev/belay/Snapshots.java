package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.SnapshotSummary;
import dev.belay.repository.Note;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.repository.SnapshotRecord;
import dev.belay.rows.Lanes;
import dev.belay.snapshot.Manifest;
import dev.belay.snapshot.Predecessors;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.snapshot.SnapshotFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The snapshots of a repository as people see them: opened, looked at, listed. */
final class Snapshots {
  private static final Comparator<SnapshotSummary> BY_TIME =
      Comparator.comparing(SnapshotSummary::time, (a, b) -> a.toInstant().compareTo(b.toInstant()))
          .thenComparing(SnapshotSummary::snapshot);

  /** From how many snapshots on threads are worth their start. */
  private static final int MANY = 64;

  private static final int AT_ONCE = 4;

  private final Repository repository;
  private final dev.belay.repository.Snapshots files;

  Snapshots(Repository repository) {
    this(repository, repository.snapshots());
  }

  private Snapshots(Repository repository, dev.belay.repository.Snapshots files) {
    this.repository = repository;
    this.files = files;
  }

  /** The same for one command that looks at them more than once: a file is read once. */
  Snapshots remembering() {
    return new Snapshots(repository, files.remembering());
  }

  /** What a new snapshot of a database, by that profile, is stored on top of. */
  Predecessors predecessors(String database, String profile) {
    return Predecessors.newest(repository, files, database, profile);
  }

  /**
   * The snapshot that is meant: an id, a unique prefix, {@code latest}, {@code latest:DB}, {@code
   * latest:TYPE}, {@code latest:PROFILE}; {@code latest~1} is the one before the latest, and so on.
   */
  SnapshotDataset open(String reference) {
    return open(find(reference));
  }

  /** The id of the snapshot that is meant; see {@link #open(String)}. */
  SnapshotId find(String reference) {
    return new SnapshotReferences(repository, files, this).find(reference);
  }

  /** What a list shows of a snapshot, which must be there. */
  SnapshotSummary require(SnapshotId id) {
    return summary(id, repository.notes()::of).orElseThrow(() -> noneOfBelays(id));
  }

  /** The same without what was said of it since it was taken. */
  SnapshotSummary taken(SnapshotId id) {
    return summary(id, files.get(id)).orElseThrow(() -> noneOfBelays(id));
  }

  private static BelayException noneOfBelays(SnapshotId id) {
    return new BelayException(
        ErrorCode.NOT_FOUND,
        "there is no snapshot " + id.shortForm() + " of Belay's",
        "run: belay list");
  }

  /** Changes what was said of a snapshot. */
  void say(SnapshotId id, UnaryOperator<Note> change) {
    new SnapshotNotes(repository, files, this).say(id, change);
  }

  /**
   * The newest snapshot of a database before that moment of which the content was chosen by the
   * same profile, or by none.
   */
  Optional<SnapshotSummary> before(String database, String profile, Instant time) {
    return newest(
            s ->
                s.database().equals(database)
                    && s.profile().equals(profile)
                    && !s.type().equals("safety")
                    && s.time().toInstant().isBefore(time),
            1)
        .stream()
        .findFirst();
  }

  Manifest manifest(SnapshotSummary summary) {
    return open(SnapshotId.parse(summary.snapshot())).manifest();
  }

  /** Passes on every snapshot of Belay's; a damaged one ends it with DAMAGED. */
  void each(BiConsumer<SnapshotRecord, SnapshotSummary> action) {
    Map<SnapshotId, Note> notes = repository.notes().all(Snapshots::refuse);
    for (SnapshotId id : files.ids()) {
      try {
        SnapshotRecord record = files.get(id);
        summary(id, record)
            .map(taken -> SnapshotNotes.noted(taken, record, SnapshotNotes.in(notes)))
            .ifPresent(summary -> action.accept(record, summary));
      } catch (BelayException e) {
        if (e.code() != ErrorCode.NOT_FOUND) { // removed since it was listed
          throw e;
        }
      }
    }
  }

  SnapshotDataset open(SnapshotId id) {
    return SnapshotDataset.open(id.toString(), files.get(id), repository.blobs());
  }

  /** The fitting snapshots, newest first; then DAMAGED where there are some that can't be read. */
  void list(ListRequest request, Consumer<SnapshotSummary> each) {
    List<BelayException> damages = new ArrayList<>();
    list(request, each, damages::add);
    if (!damages.isEmpty()) {
      throw damages.get(0);
    }
  }

  /** The same; those that can't be read are told one by one, before the others. */
  void list(ListRequest request, Consumer<SnapshotSummary> each, Consumer<BelayException> damaged) {
    newest(
            s ->
                request.database().map(s.database()::equals).orElse(true)
                    && request.type().map(s.type()::equals).orElse(true)
                    && request.tag().map(s.tags()::contains).orElse(true)
                    && request.since().map(t -> !s.time().toInstant().isBefore(t)).orElse(true)
                    && request.until().map(t -> s.time().toInstant().isBefore(t)).orElse(true),
            request.limit() == 0 ? Integer.MAX_VALUE : request.limit(),
            repository.notes().all(damaged),
            damaged)
        .forEach(each);
  }

  /** At most so many, newest first, as they were taken; a damaged one ends it with DAMAGED. */
  List<SnapshotSummary> newest(Predicate<SnapshotSummary> fits, int limit) {
    return newest(fits, limit, Map.of(), Snapshots::refuse);
  }

  private static void refuse(BelayException damage) {
    throw damage;
  }

  /** At most so many, newest first; no more than that are held. */
  private List<SnapshotSummary> newest(
      Predicate<SnapshotSummary> fits,
      int limit,
      Map<SnapshotId, Note> notes,
      Consumer<BelayException> damaged) {
    PriorityQueue<SnapshotSummary> kept = new PriorityQueue<>(BY_TIME);
    each(
        id -> {
          Optional<SnapshotSummary> summary = summary(id, notes, damaged).filter(fits);
          synchronized (kept) {
            if (summary.isPresent()) {
              kept.add(summary.get());
              if (kept.size() > limit) {
                kept.poll();
              }
            }
          }
        });
    List<SnapshotSummary> sorted = new ArrayList<>(kept);
    sorted.sort(BY_TIME.reversed());
    return sorted;
  }

  /** Small files one after another are a matter of waiting, so several are opened at once. */
  private void each(Consumer<SnapshotId> action) {
    List<SnapshotId> ids = files.ids();
    try {
      Lanes.each(ids.size() < MANY ? 1 : AT_ONCE, ids, action::accept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty for a damaged one, too, which {@code damaged} is told of, one at a time. */
  private Optional<SnapshotSummary> summary(
      SnapshotId id, Map<SnapshotId, Note> notes, Consumer<BelayException> damaged) {
    try {
      return summary(id, SnapshotNotes.in(notes));
    } catch (BelayException e) {
      if (e.code() != ErrorCode.DAMAGED) {
        throw e;
      }
      synchronized (damaged) {
        damaged.accept(e);
      }
      return Optional.empty();
    }
  }

  /** Empty where the snapshot is not Belay's, or is gone since it was listed. */
  private Optional<SnapshotSummary> summary(SnapshotId id, Function<SnapshotId, Note> notes) {
    try {
      SnapshotRecord record = files.get(id);
      return summary(id, record).map(s -> SnapshotNotes.noted(s, record, notes));
    } catch (BelayException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** What a list shows of a snapshot's file, as it was taken; empty where it is not Belay's. */
  Optional<SnapshotSummary> summary(SnapshotId id, SnapshotRecord record) {
    Optional<SnapshotSummary> quick = SnapshotFacts.of(id.toString(), record);
    if (quick.isPresent()) {
      return quick;
    }
    try {
      return Optional.of(
          SnapshotFacts.of(
              id.toString(),
              SnapshotDataset.open(id.toString(), record, repository.blobs()).manifest(),
              record));
    } catch (BelayException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The same with what was said of the snapshot since it was taken. */
  SnapshotSummary noted(SnapshotId id, Manifest manifest) {
    SnapshotRecord record = files.get(id);
    SnapshotSummary taken = SnapshotFacts.of(id.toString(), manifest, record);
    return SnapshotNotes.noted(taken, record, repository.notes()::of);
  }
}

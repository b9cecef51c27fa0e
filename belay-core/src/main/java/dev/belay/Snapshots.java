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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds and lists the snapshots of a repository. */
final class Snapshots {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{4,64}");
  private static final Pattern LATEST = Pattern.compile("latest(?::(.*?))?(?:~([0-9]{1,6}))?");
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

  /** Whether a text is written like a reference to a snapshot. */
  static boolean looksLikeOne(String text) {
    return LATEST.matcher(text).matches() || ID.matcher(text).matches();
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
    Matcher latest = LATEST.matcher(reference);
    if (latest.matches()) {
      return latest(
          Optional.ofNullable(latest.group(1)).orElse(""),
          Optional.ofNullable(latest.group(2)).map(Integer::valueOf).orElse(0));
    }
    try {
      return files.find(reference);
    } catch (BelayException e) {
      Optional<SnapshotId> now =
          e.code() == ErrorCode.NOT_FOUND ? rewritten(reference) : Optional.empty();
      if (now.isPresent()) {
        return now.get();
      }
      if (e.code() == ErrorCode.NOT_FOUND && removed(reference)) {
        throw new BelayException(
            ErrorCode.NOT_FOUND,
            "snapshot " + reference + " was removed",
            "it can come back: belay undelete " + reference,
            e);
      }
      throw e;
    }
  }

  /**
   * The one snapshot that had this id before it got another one, as restic gives it with other
   * tags, and copies have in their repository.
   */
  private Optional<SnapshotId> rewritten(String prefix) {
    if (prefix.isEmpty()) {
      return Optional.empty();
    }
    List<SnapshotId> found = new ArrayList<>();
    for (SnapshotId id : files.ids()) {
      try {
        if (files.get(id).original().filter(o -> o.toString().startsWith(prefix)).isPresent()) {
          found.add(id);
        }
      } catch (BelayException e) {
        // Gone since it was listed, or damaged: then it is not found by this name.
      }
    }
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private boolean removed(String prefix) {
    return !prefix.isEmpty()
        && repository.trash().entries().stream()
            .anyMatch(entry -> entry.id().toString().startsWith(prefix));
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

  /**
   * What was said of a snapshot, also under the id that it had before restic changed its tags;
   * nothing where that is damaged.
   */
  Note note(SnapshotId id) {
    try {
      return note(taken(id), files.get(id), repository.notes()::of);
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
            1,
            Map.of(),
            damage -> {
              throw damage;
            })
        .stream()
        .findFirst();
  }

  Manifest manifest(SnapshotSummary summary) {
    return open(SnapshotId.parse(summary.snapshot())).manifest();
  }

  /** Passes on every snapshot of Belay's; a damaged one ends it with DAMAGED. */
  void each(BiConsumer<SnapshotRecord, SnapshotSummary> action) {
    Map<SnapshotId, Note> notes =
        repository
            .notes()
            .all(
                damage -> {
                  throw damage;
                });
    for (SnapshotId id : files.ids()) {
      try {
        SnapshotRecord record = files.get(id);
        summary(id, record)
            .map(taken -> noted(taken, record, of(notes)))
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

  /**
   * Counted back from the newest.
   *
   * @param wanted a database or a type; empty for any but safety snapshots
   * @param back how many fitting ones are newer
   */
  private SnapshotId latest(String wanted, int back) {
    Predicate<SnapshotSummary> fits =
        wanted.isEmpty()
            ? s -> !s.type().equals("safety")
            : s ->
                s.type().equals(wanted)
                    || s.profile().equals(wanted)
                    || (s.database().equals(wanted) && !s.type().equals("safety"));
    // A damaged one may be the latest: an older one is not taken for it.
    List<SnapshotSummary> newest =
        newest(
            fits,
            back + 1,
            Map.of(), // nothing that was said of one makes it the latest, so none can hinder that
            damage -> {
              throw damage;
            });
    if (!newest.isEmpty() && newest.size() <= back) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "there %s only %d %s%s, so none that is %d before the newest"
              .formatted(
                  newest.size() == 1 ? "is" : "are",
                  newest.size(),
                  newest.size() == 1 ? "snapshot" : "snapshots",
                  wanted.isEmpty() ? "" : " of " + wanted,
                  back),
          "run: belay list");
    }
    if (newest.isEmpty()) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          wanted.isEmpty()
              ? "there is no snapshot yet in " + repository.location()
              : "there is no snapshot of database, type or profile \"" + wanted + "\"",
          wanted.isEmpty() ? "take one: belay backup DB" : "run: belay list");
    }
    return SnapshotId.parse(newest.get(back).snapshot());
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
      return summary(id, of(notes));
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
      return summary(id, record).map(s -> noted(s, record, notes));
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
    return noted(taken, record, repository.notes()::of);
  }

  private static Function<SnapshotId, Note> of(Map<SnapshotId, Note> notes) {
    return id -> notes.getOrDefault(id, Note.NONE);
  }

  private static SnapshotSummary noted(
      SnapshotSummary taken, SnapshotRecord record, Function<SnapshotId, Note> notes) {
    Note note = note(taken, record, notes);
    return taken.with(
        note.description().orElse(taken.description()),
        note.tags().orElse(taken.tags()),
        note.pinned(),
        note.verified().map(t -> t.atZone(taken.time().getOffset()).toOffsetDateTime()));
  }
}

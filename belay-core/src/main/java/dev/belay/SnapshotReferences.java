package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.SnapshotSummary;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands how people refer to a snapshot; {@link Snapshots#open(String)} says how. */
final class SnapshotReferences {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{4,64}");
  private static final Pattern LATEST = Pattern.compile("latest(?::(.*?))?(?:~([0-9]{1,6}))?");

  private final Repository repository;
  private final dev.belay.repository.Snapshots files;
  private final Snapshots snapshots;

  SnapshotReferences(
      Repository repository, dev.belay.repository.Snapshots files, Snapshots snapshots) {
    this.repository = repository;
    this.files = files;
    this.snapshots = snapshots;
  }

  /** Whether a text is written like a reference to a snapshot. */
  static boolean looksLikeOne(String text) {
    return LATEST.matcher(text).matches() || ID.matcher(text).matches();
  }

  /** The id of the snapshot that is meant; NOT_FOUND where there is none. */
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
    // A damaged one may be the latest: an older one is not taken for it. Nothing that was said of
    // one makes it the latest, so no damaged note can hinder that.
    List<SnapshotSummary> newest = snapshots.newest(fits, back + 1);
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
}

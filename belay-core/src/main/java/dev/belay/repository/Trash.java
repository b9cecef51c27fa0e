package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Snapshots that were removed and can still come back: their files, byte for byte, where restic
 * does not look. A file's name is the snapshot's id and the second of its removal. Removing writes
 * the copy first, durably, and then removes the snapshot; taking back is the same the other way
 * round. So a snapshot may be in both places for a moment, or for longer after a crash, and is then
 * not in the trash; it is never in neither. Thread-safe.
 */
public final class Trash {
  /** How long a removed snapshot can come back. */
  public static final Duration KEPT = Duration.ofDays(7);

  /**
   * A snapshot in the trash.
   *
   * @param id its id, which it keeps
   * @param removed when it was removed
   */
  public record Entry(SnapshotId id, Instant removed) {
    /** Until when it can come back. */
    public Instant expires() {
      return removed.plus(KEPT);
    }

    String name() {
      return id + "." + removed.getEpochSecond();
    }
  }

  private final SealedFiles files;
  private final Clock clock;

  Trash(SealedFiles files, Clock clock) {
    this.files = files;
    this.clock = clock;
  }

  /** What can come back, the last removed first. */
  public List<Entry> entries() {
    Map<SnapshotId, Entry> newest = new HashMap<>();
    for (Entry entry : all()) {
      newest.merge(entry.id(), entry, (a, b) -> a.removed().isAfter(b.removed()) ? a : b);
    }
    Set<SnapshotId> living = new HashSet<>(new Snapshots(files).ids());
    return newest.values().stream()
        .filter(entry -> !living.contains(entry.id()))
        .sorted(Comparator.comparing(Entry::removed).reversed().thenComparing(Entry::name))
        .toList();
  }

  /** The one entry whose id begins with these digits; NOT_FOUND, AMBIGUOUS. */
  public Entry find(String prefix) {
    List<Entry> found =
        entries().stream().filter(entry -> entry.id().toString().startsWith(prefix)).toList();
    if (prefix.isEmpty() || found.size() != 1) {
      throw new BelayException(
          found.size() > 1 ? ErrorCode.AMBIGUOUS : ErrorCode.NOT_FOUND,
          found.size() > 1
              ? "\"" + prefix + "\" fits " + found.size() + " removed snapshots"
              : "there is no snapshot \"" + prefix + "\" among the removed ones",
          "run: belay list --deleted");
    }
    return found.get(0);
  }

  /** The snapshot of an entry. */
  public SnapshotRecord get(Entry entry) {
    try (JsonParser parser = files.parse(FileKind.TRASH, entry.name())) {
      return SnapshotFormat.read(parser);
    } catch (IOException e) {
      throw Failures.damaged(
          files.describe(FileKind.TRASH, entry.name()) + " can't be read: " + e.getMessage(), e);
    }
  }

  /** Removes a snapshot, which can come back; one that is gone is no error. */
  public void put(SnapshotId id) {
    Entry entry = new Entry(id, clock.instant());
    try {
      byte[] sealed = read(FileKind.SNAPSHOT, id.toString(), id);
      writeOnce(FileKind.TRASH, entry.name(), sealed);
      files.store().delete(FileKind.SNAPSHOT, id.toString());
    } catch (NoSuchFileException e) {
      // Somebody else removed it meanwhile.
    } catch (IOException e) {
      throw Failures.storage("remove snapshot " + id + " of " + files.store().location(), e);
    }
  }

  /** Puts a snapshot back where it was, under the same id. The caller holds a lock. */
  void restore(Entry entry) {
    get(entry);
    try {
      byte[] sealed = read(FileKind.TRASH, entry.name(), entry.id());
      writeOnce(FileKind.SNAPSHOT, entry.id().toString(), sealed);
      for (Entry each : all()) {
        if (each.id().equals(entry.id())) {
          files.clear(FileKind.TRASH, each.name());
        }
      }
    } catch (IOException e) {
      throw Failures.storage("put back snapshot " + entry.id(), e);
    }
  }

  /** The bytes that the id names: a copy of any others would be all that is left. */
  private byte[] read(FileKind kind, String name, SnapshotId id) throws IOException {
    byte[] sealed = files.store().read(kind, name);
    if (!BlobId.sha256(sealed, 0, sealed.length).equals(id.value())) {
      throw Failures.damaged(
          files.describe(kind, name)
              + " is damaged and stays where it is: its SHA-256 is not its id");
    }
    return sealed;
  }

  private void writeOnce(FileKind kind, String name, byte[] sealed) throws IOException {
    try {
      files.store().write(kind, name, sealed);
    } catch (FileAlreadyExistsException e) {
      // It was written before a crash, or twice within a second; the bytes are the same.
    }
  }

  /** Whether an entry's time is over. */
  boolean expired(Entry entry) {
    return entry.expires().isBefore(clock.instant());
  }

  /** Forgets the snapshots whose time is over, and what was noted of them; returns how many. */
  public int empty() {
    return empty(false);
  }

  /** The same; with {@code all}, of all that are there. */
  int empty(boolean all) {
    int emptied = 0;
    Set<SnapshotId> living = new HashSet<>(new Snapshots(files).ids());
    Notes notes = new Notes(files);
    for (Entry entry : all()) {
      if (all || expired(entry)) {
        try {
          files.store().delete(FileKind.TRASH, entry.name());
        } catch (IOException e) {
          throw Failures.storage("empty the trash of " + files.store().location(), e);
        }
        if (!living.contains(entry.id())) {
          notes.remove(entry.id());
          emptied++;
        }
      }
    }
    return emptied;
  }

  /** Every file, also those of snapshots that are in the trash twice or not any more. */
  List<Entry> all() {
    List<Entry> entries = new ArrayList<>();
    try {
      files
          .store()
          .list(
              FileKind.TRASH,
              (name, size) -> {
                int dot = name.indexOf('.');
                if (dot == 64) {
                  entries.add(
                      new Entry(
                          SnapshotId.parse(name.substring(0, dot)),
                          Instant.ofEpochSecond(Long.parseLong(name.substring(dot + 1)))));
                }
              });
    } catch (IOException | IllegalArgumentException e) {
      throw Failures.storage(
          "list the trash of " + files.store().location(),
          e instanceof IOException io ? io : new IOException(e));
    }
    return entries;
  }
}

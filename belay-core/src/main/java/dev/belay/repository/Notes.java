package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What was said of snapshots after they were taken, kept beside them so that their ids stay what
 * they are: the history of runs and people's own notes name snapshots by them. One small sealed
 * file for each version of a note, named by the snapshot's id and a number that counts up; the
 * highest counts. Since no file is ever overwritten, of two that change a note at once one sees the
 * other's. Thread-safe.
 */
public final class Notes {
  private static final int DIGITS = 9;

  private final SealedFiles files;

  Notes(SealedFiles files) {
    this.files = files;
  }

  /**
   * All notes. One that is damaged goes to {@code damaged} and is left out where that does not
   * throw.
   */
  public Map<SnapshotId, Note> all(Consumer<BelayException> damaged) {
    Map<SnapshotId, Note> notes = new HashMap<>();
    names()
        .forEach(
            (id, versions) -> {
              try {
                notes.put(id, newest(id, versions));
              } catch (BelayException e) {
                damaged.accept(e);
              }
            });
    return notes;
  }

  /** What was said of a snapshot. */
  public Note of(SnapshotId id) {
    NavigableMap<Long, String> versions = names().get(id);
    return versions == null ? Note.NONE : newest(id, versions);
  }

  private Note newest(SnapshotId id, NavigableMap<Long, String> versions) {
    try {
      return read(versions.lastEntry().getValue());
    } catch (BelayException e) {
      // Somebody has written another one since, or removed them all.
      if (e.getCause() instanceof NoSuchFileException) {
        return of(id);
      }
      throw e;
    }
  }

  /**
   * Changes what is said of a snapshot; where that is damaged, it is said anew. Durable at return.
   */
  public void change(SnapshotId id, UnaryOperator<Note> change) {
    while (true) {
      NavigableMap<Long, String> versions = names().getOrDefault(id, new TreeMap<>());
      Optional<Note> before = readable(id, versions);
      Note after = change.apply(before.orElse(Note.NONE));
      if (before.isPresent() && after.equals(before.get())) {
        return;
      }
      long next = versions.isEmpty() ? 1 : versions.lastKey() + 1;
      try {
        files.save(FileKind.NOTE, name(id, next), after.toJson());
      } catch (IOException e) {
        throw Failures.storage("write a note", e);
      } catch (BelayException e) {
        if (e.getCause() instanceof FileAlreadyExistsException) {
          continue; // somebody else was quicker; theirs is read first
        }
        throw e;
      }
      versions.values().forEach(old -> files.clear(FileKind.NOTE, old));
      return;
    }
  }

  private Optional<Note> readable(SnapshotId id, NavigableMap<Long, String> versions) {
    try {
      return Optional.of(versions.isEmpty() ? Note.NONE : newest(id, versions));
    } catch (BelayException e) {
      if (e.code() != ErrorCode.DAMAGED) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Forgets what was said of a snapshot. */
  void remove(SnapshotId id) {
    names().getOrDefault(id, new TreeMap<>()).values().forEach(this::delete);
  }

  private Note read(String name) {
    try (JsonParser parser = files.parse(FileKind.NOTE, name)) {
      return Note.read(parser);
    } catch (IOException e) {
      throw Failures.damaged(
          files.describe(FileKind.NOTE, name) + " can't be read: " + e.getMessage(), e);
    }
  }

  private void delete(String name) {
    try {
      files.store().delete(FileKind.NOTE, name);
    } catch (IOException e) {
      throw Failures.storage("delete " + files.describe(FileKind.NOTE, name), e);
    }
  }

  private static String name(SnapshotId id, long version) {
    String number = Long.toString(version);
    return id + "." + "0".repeat(Math.max(0, DIGITS - number.length())) + number;
  }

  private Map<SnapshotId, NavigableMap<Long, String>> names() {
    Map<SnapshotId, NavigableMap<Long, String>> names = new HashMap<>();
    try {
      files
          .store()
          .list(
              FileKind.NOTE,
              (name, size) -> {
                int dot = name.indexOf('.');
                if (dot == 64 && name.substring(dot + 1).matches("\\d{1,18}")) {
                  names
                      .computeIfAbsent(
                          SnapshotId.parse(name.substring(0, dot)), id -> new TreeMap<>())
                      .put(Long.parseLong(name.substring(dot + 1)), name);
                }
              });
    } catch (IOException | IllegalArgumentException e) {
      throw Failures.storage(
          "list the notes of " + files.store().location(),
          e instanceof IOException io ? io : new IOException(e));
    }
    return names;
  }
}

package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Takes locks by restic's protocol: look for a conflicting lock, write one's own, look again, and
 * withdraw if somebody else came in between. Because a store shows each committed file to whoever
 * looks later, at least one of two contenders sees the other.
 */
final class Locks {
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LAST_PAUSE_MILLIS = 1000;

  /** A listing that still shows what is gone after so many is not the present. */
  private static final int ROUNDS = 50;

  private final SealedFiles files;
  private final RepositoryEnvironment environment;

  Locks(SealedFiles files, RepositoryEnvironment environment) {
    this.files = files;
    this.environment = environment;
  }

  /** Takes a lock, waiting at most {@code wait}; throws BUSY, naming the holder, after that. */
  Lock acquire(LockMode mode, Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    LockFile.Session session = new LockFile.Session(newId(), mode);
    while (true) {
      Optional<LockFile> conflict = conflict(mode, Optional.empty());
      if (conflict.isEmpty()) {
        BlobId mine = write(session);
        conflict = conflictBeside(mine, mode);
        if (conflict.isEmpty()) {
          return new Lock(this, session, mine);
        }
        delete(mine.toString());
      }
      if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) > deadline) {
        throw busy(conflict.get());
      }
      pause(pause, "waiting for a lock");
      pause = Math.min(LAST_PAUSE_MILLIS, 2 * pause);
    }
  }

  RepositoryEnvironment environment() {
    return environment;
  }

  /** Writes a lock of this process with the time of now. */
  BlobId write(LockFile.Session session) {
    LockFile file =
        new LockFile(
            environment.clock().instant(),
            session.mode().exclusiveForRestic(),
            environment.hostname(),
            environment.username(),
            environment.pid(),
            Optional.of(session));
    try {
      return files.save(FileKind.LOCK, file.toJson());
    } catch (IOException e) {
      throw Failures.storage("lock " + files.store().location(), e);
    }
  }

  boolean isThere(BlobId lock) {
    try {
      return files.store().exists(FileKind.LOCK, lock.toString());
    } catch (IOException e) {
      throw Failures.storage("look for a lock of " + files.store().location(), e);
    }
  }

  void delete(String name) {
    try {
      files.store().delete(FileKind.LOCK, name);
    } catch (IOException e) {
      throw Failures.storage("remove lock " + name + " of " + files.store().location(), e);
    }
  }

  /**
   * Gives back a lock. What was done under it is done even where its file can't be removed: others
   * pass over it once its time, or its process, is over.
   */
  void giveBack(BlobId lock) {
    try {
      delete(lock.toString());
    } catch (BelayException e) {
      environment
          .warnings()
          .accept(
              e.getMessage()
                  + "; others pass over it after half an hour"
                  + (Failures.isRefusal(e.getCause())
                      ? ", but these credentials should be allowed to remove what is in locks/"
                      : ""));
    }
  }

  /** No lock stays behind that its holder does not have: not even one that came out unreadable. */
  private Optional<LockFile> conflictBeside(BlobId mine, LockMode mode) {
    try {
      return conflict(mode, Optional.of(mine));
    } catch (BelayException e) {
      try {
        delete(mine.toString());
      } catch (BelayException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private Optional<LockFile> conflict(LockMode mode, Optional<BlobId> own) {
    for (Map.Entry<String, LockFile> other : all().entrySet()) {
      if (own.isPresent() && own.get().toString().equals(other.getKey())) {
        continue;
      }
      if (other.getValue().isStale(environment)) {
        files.clear(FileKind.LOCK, other.getKey());
      } else if (other.getValue().excludes(mode)) {
        return Optional.of(other.getValue());
      }
    }
    return Optional.empty();
  }

  /**
   * The locks by their names. One that goes away while it is read may have been renewed under
   * another name that was not there yet when they were listed, so they are listed again.
   */
  private Map<String, LockFile> all() {
    Map<String, LockFile> locks = new HashMap<>();
    boolean whole = false;
    for (int round = 0; !whole && round < ROUNDS; round++) {
      locks.clear();
      whole = true;
      for (String name : names()) {
        Optional<LockFile> lock = read(name);
        lock.ifPresent(l -> locks.put(name, l));
        whole &= lock.isPresent();
      }
    }
    return locks;
  }

  private String newId() {
    byte[] random = new byte[8];
    environment.random().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * Who of Belay's is adding to the repository now. Somebody who begins after this call began is
   * not necessarily among them.
   */
  Set<String> adding() {
    Set<String> sessions = new HashSet<>();
    for (LockFile lock : all().values()) {
      if (!lock.isStale(environment)) {
        lock.belay()
            .filter(session -> session.mode() == LockMode.SHARED)
            .ifPresent(session -> sessions.add(session.id()));
      }
    }
    return sessions;
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      files.store().list(FileKind.LOCK, (name, size) -> names.add(name));
    } catch (IOException e) {
      throw Failures.storage("list the locks of " + files.store().location(), e);
    }
    return names;
  }

  /** The lock, or nothing where its holder removed it meanwhile. */
  private Optional<LockFile> read(String name) {
    try (JsonParser parser = files.parse(FileKind.LOCK, name)) {
      return Optional.of(LockFile.read(parser));
    } catch (IOException | BelayException e) {
      if (!isThere(BlobId.parse(name))) {
        return Optional.empty();
      }
      throw new BelayException(
          ErrorCode.BUSY,
          files.describe(FileKind.LOCK, name) + " can't be read, so its holder is not known",
          "if nobody works on the repository, run: restic unlock --remove-all",
          e);
    }
  }

  private BelayException busy(LockFile holder) {
    String kind = holder.exclusive() ? "exclusively " : "";
    String who =
        String.format(
            Locale.ROOT,
            "process %d of %s on %s, since %s",
            holder.pid(),
            holder.username(),
            holder.hostname(),
            holder.time());
    return new BelayException(
        ErrorCode.BUSY,
        "the repository " + files.store().location() + " is " + kind + "locked by " + who,
        "wait for it to end; if it is gone, the lock is ignored half an hour after its time");
  }

  /** Waits a little for another process, which nobody can be told of. */
  static void pause(long millis, String why) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw Failures.interrupted(why, e);
    }
  }
}

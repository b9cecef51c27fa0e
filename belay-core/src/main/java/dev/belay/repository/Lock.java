package dev.belay.repository;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A lock on the repository, renewed every five minutes while it is open and removed when it is
 * closed. Thread-safe.
 */
public final class Lock implements AutoCloseable {
  private static final Duration RENEW = Duration.ofMinutes(5);

  /** Others take a lock for stale after 30 minutes, so its holder stops trusting it before that. */
  private static final Duration TRUSTED = Duration.ofMinutes(25);

  private final Locks locks;
  private final LockFile.Session session;
  private final ScheduledExecutorService renewer;
  private BlobId file;
  private Instant renewed;
  private boolean closed;

  Lock(Locks locks, LockFile.Session session, BlobId file) {
    this.locks = locks;
    this.session = session;
    this.file = file;
    this.renewed = locks.environment().clock().instant();
    this.renewer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "belay-lock");
              thread.setDaemon(true);
              return thread;
            });
    long seconds = RENEW.toSeconds();
    var unused = renewer.scheduleWithFixedDelay(this::tryRenew, seconds, seconds, TimeUnit.SECONDS);
  }

  /** What the lock allows. */
  public LockMode mode() {
    return session.mode();
  }

  /**
   * Makes sure that the lock was held until now.
   *
   * @throws BelayException BUSY if somebody removed it, or it could not be renewed for so long (the
   *     machine slept, the storage was away) that others may have ignored it
   */
  public synchronized void requireHeld() {
    Instant now = locks.environment().clock().instant();
    if (closed || now.isAfter(renewed.plus(TRUSTED)) || !locks.isThere(file)) {
      throw new BelayException(
          ErrorCode.BUSY,
          "the lock on the repository was lost; it was renewed last at " + renewed,
          "start the command again");
    }
  }

  /** Writes the lock anew with the present time, then removes the old one. */
  synchronized void renew() {
    if (closed) {
      return;
    }
    Instant now = locks.environment().clock().instant();
    BlobId next = locks.write(session);
    BlobId old = file;
    file = next;
    renewed = now;
    locks.delete(old.toString());
  }

  private void tryRenew() {
    try {
      renew();
    } catch (BelayException e) {
      // Tried again in five minutes; requireHeld tells whether it went on for too long.
    }
  }

  @Override
  public void close() {
    renewer.shutdownNow();
    synchronized (this) {
      if (!closed) {
        closed = true;
        locks.giveBack(file);
      }
    }
  }
}

package dev.belay.repository;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import java.io.IOException;

/**
 * Adds blobs and snapshots to a repository, under a shared lock that it holds until it is closed.
 *
 * <p>{@link #save} hashes and copies on the caller's thread and returns; a few workers compress,
 * seal, prove and pack. An error of theirs is thrown by the next call of any method here, and by
 * every one after it. What was saved counts only after {@link #flush} or {@link #commit} returned:
 * blobs lie in durable packs that a durable index names. Closing without that leaves garbage at
 * most.
 *
 * <p>Thread-safe, but flushing while another thread saves promises nothing about that thread's
 * blobs.
 */
public final class Upload implements AutoCloseable {
  /** The longest blob that is taken, in bytes. */
  public static final int MAX_BLOB = 64 << 20;

  private final Snapshots snapshots;
  private final Lock lock;
  private final BlobIndex index;
  private final PackPipeline pipeline;
  private final BlobTable queued;
  private final PlainBuffers buffers = new PlainBuffers();

  Upload(Lock lock, BlobIndex index, Snapshots snapshots, PackPipeline pipeline, BlobTable queued) {
    this.lock = lock;
    this.index = index;
    this.snapshots = snapshots;
    this.pipeline = pipeline;
    this.queued = queued;
  }

  /** Saves a blob unless the repository has it, and returns its id. The array is free at return. */
  public BlobId save(BlobType type, byte[] bytes, int offset, int length) {
    BlobId id = BlobId.sha256(bytes, offset, length);
    save(type, id, bytes, offset, length);
    return id;
  }

  /**
   * Saves a blob whose id the caller has computed already. Returns whether the repository did not
   * have it yet.
   */
  public boolean save(BlobType type, BlobId id, byte[] bytes, int offset, int length) {
    pipeline.throwFailure();
    if (length > MAX_BLOB) {
      throw new BelayException(
          ErrorCode.UNSUPPORTED,
          "a blob has " + length + " bytes; at most " + MAX_BLOB + " can be stored",
          "split it");
    }
    if (!claim(type, id)) {
      return false;
    }
    try {
      PlainBuffers.Copy copy = buffers.copy(bytes, offset, length);
      pipeline.submit(type, id, copy.bytes(), () -> buffers.giveBack(copy));
    } catch (InterruptedException e) {
      throw pipeline.fail(Failures.interrupted("saving a blob", e));
    }
    return true;
  }

  /** How many bytes the first {@code length} of these would take in a pack. Stores nothing. */
  public int packedSize(byte[] bytes, int length) {
    try {
      PlainBuffers.Copy copy = buffers.copy(bytes, 0, length);
      try {
        return pipeline.packedSize(copy.bytes());
      } finally {
        buffers.giveBack(copy);
      }
    } catch (InterruptedException e) {
      throw pipeline.fail(Failures.interrupted("weighing a blob", e));
    }
  }

  /** Whether the repository has this blob, or this upload was given it. */
  public boolean contains(BlobType type, BlobId id) {
    try {
      return index.contains(id, type) || queued.contains(id, type);
    } catch (IOException e) {
      throw Failures.storage("use the temporary file of the blob index", e);
    }
  }

  private boolean claim(BlobType type, BlobId id) {
    if (index.contains(id, type)) {
      return false;
    }
    byte[] entry = new byte[Entry.SIZE];
    Entry.fill(entry, 0, id, type, 0, 0, 0);
    Entry.setPack(entry, 0, 0);
    try {
      return queued.put(entry, 0);
    } catch (IOException e) {
      throw Failures.storage("use the temporary file of the blob index", e);
    }
  }

  /**
   * How many bytes were added to packs so far: sealed blobs and headers. Grows while workers work.
   */
  public long bytesStored() {
    return pipeline.bytesStored();
  }

  /** How many blobs were added to packs so far. */
  public long blobsStored() {
    return pipeline.blobsStored();
  }

  /** Makes everything that was saved before durable: packs first, then the index. */
  public void flush() {
    pipeline.flush();
  }

  /**
   * Flushes, makes sure that the lock was never lost, and writes the snapshot: the commit point.
   */
  public SnapshotId commit(SnapshotRecord snapshot) {
    flush();
    lock.requireHeld();
    return snapshots.write(snapshot);
  }

  /** Makes sure that the lock was held until now. */
  void requireLock() {
    lock.requireHeld();
  }

  /** Ends the workers, discards what was not flushed, and gives back the lock. */
  @Override
  public void close() {
    try (lock) {
      pipeline.close();
      queued.close();
    } catch (IOException e) {
      throw Failures.storage("remove temporary files", e);
    }
  }
}

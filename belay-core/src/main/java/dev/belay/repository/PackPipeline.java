package dev.belay.repository;

import dev.belay.crypto.SealingKey;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The way of blobs into durable packs: workers compress and seal in parallel, whoever sealed
 * appends to the open pack of the blob's type, and committers wait for the storage, so that no
 * worker has to: one for a disk, several for what lies behind a network. After the first failure
 * nothing is written any more.
 */
final class PackPipeline implements AutoCloseable {
  /** Blobs an index file names at most; its JSON then takes about 2 MB. */
  private static final int INDEX_BLOBS = 10_000;

  /** Packs that wait beside those that are being written; whoever fills another one waits too. */
  private static final int WAITING_PACKS = 1;

  private final SealedFiles files;
  private final SealingKey key;
  private final SecureRandom random;
  private final BlobCodec codec;
  private final BlobIndex index;
  private final ExecutorService workers;
  private final ExecutorService committer;
  private final Semaphore waiting;
  private final Map<BlobType, OpenPack> open = new EnumMap<>(BlobType.class);
  private final AtomicReference<@Nullable BelayException> failure = new AtomicReference<>();
  private final AtomicLong bytesStored = new AtomicLong();
  private final AtomicLong blobsStored = new AtomicLong();
  private final Object idle = new Object();
  private int pending;

  private final Object indexing = new Object();
  private List<PackContents> unindexed = new ArrayList<>();
  private int unindexedBlobs;

  PackPipeline(
      SealedFiles files, SealingKey key, SecureRandom random, BlobCodec codec, BlobIndex index) {
    this.files = files;
    this.key = key;
    this.random = random;
    this.codec = codec;
    this.index = index;
    int threads = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            threads, task -> daemon(task, "belay-seal-" + number.incrementAndGet()));
    int writers = files.store().traits().writers();
    this.waiting = new Semaphore(WAITING_PACKS + writers);
    this.committer = Executors.newFixedThreadPool(writers, task -> daemon(task, "belay-commit"));
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** How many bytes these would take in a pack. */
  int packedSize(ByteBuffer plain) {
    return codec.packedSize(plain);
  }

  /** Takes a blob; {@code done} is called when its bytes are not needed any more. */
  void submit(BlobType type, BlobId id, ByteBuffer plain, Runnable done) {
    run(
        workers,
        () -> {
          try {
            seal(type, id, plain);
          } finally {
            done.run();
          }
        });
  }

  private void seal(BlobType type, BlobId id, ByteBuffer plain) throws IOException {
    throwFailure();
    OpenPack full;
    try (BlobCodec.Sealed sealed = codec.seal(plain)) {
      full = append(type, id, sealed);
    }
    if (full != null) {
      commitLater(full);
    }
  }

  private @Nullable OpenPack append(BlobType type, BlobId id, BlobCodec.Sealed sealed)
      throws IOException {
    synchronized (open) {
      OpenPack pack = open.get(type);
      if (pack == null) {
        pack = new OpenPack(files.store().draft(FileKind.PACK), type);
        open.put(type, pack);
      }
      pack.add(id, sealed);
      bytesStored.addAndGet(sealed.length());
      blobsStored.incrementAndGet();
      if (!pack.isFull()) {
        return null;
      }
      open.remove(type);
      return pack;
    }
  }

  private void commitLater(OpenPack pack) {
    waiting.acquireUninterruptibly();
    run(
        committer,
        () -> {
          try (pack) {
            commit(pack);
          } finally {
            waiting.release();
          }
        });
  }

  private void commit(OpenPack pack) throws IOException {
    throwFailure();
    long before = pack.length();
    PackContents contents = pack.finish(key, random);
    bytesStored.addAndGet(pack.length() - before);
    List<PackContents> enough = List.of();
    synchronized (indexing) {
      unindexed.add(contents);
      unindexedBlobs += contents.blobs().size();
      if (unindexedBlobs >= INDEX_BLOBS) {
        enough = takeUnindexed();
      }
    }
    writeIndex(enough);
  }

  private List<PackContents> takeUnindexed() {
    synchronized (indexing) {
      List<PackContents> taken = unindexed;
      unindexed = new ArrayList<>();
      unindexedBlobs = 0;
      return taken;
    }
  }

  /** The packs are durable already, every one of them. */
  private void writeIndex(List<PackContents> packs) throws IOException {
    throwFailure();
    if (!packs.isEmpty()) {
      BlobId name = files.save(FileKind.INDEX, IndexFormat.write(packs));
      index.add(name.toString(), packs);
    }
  }

  /** Ends the open packs and writes the index; returns when both are durable. */
  void flush() {
    try {
      awaitIdle();
      List<OpenPack> rest;
      synchronized (open) {
        rest = new ArrayList<>(open.values());
        open.clear();
      }
      for (OpenPack pack : rest) {
        commitLater(pack);
      }
      awaitIdle();
      run(committer, () -> writeIndex(takeUnindexed()));
      awaitIdle();
    } catch (InterruptedException e) {
      throw fail(Failures.interrupted("writing to the repository", e));
    }
  }

  long bytesStored() {
    return bytesStored.get();
  }

  long blobsStored() {
    return blobsStored.get();
  }

  /** Throws the first failure, if there was one. */
  void throwFailure() {
    BelayException first = failure.get();
    if (first != null) {
      throw new BelayException(
          first.code(), String.valueOf(first.getMessage()), first.hint(), first);
    }
  }

  /** Remembers a failure, so that nothing is written after it; returns it. */
  BelayException fail(BelayException e) {
    failure.compareAndSet(null, e);
    return e;
  }

  private interface Task {
    void run() throws IOException;
  }

  /** Every task runs, so that it gives back what it holds; after a failure it does nothing else. */
  private void run(ExecutorService executor, Task task) {
    synchronized (idle) {
      pending++;
    }
    executor.execute(
        () -> {
          try {
            task.run();
          } catch (BelayException e) {
            fail(e);
          } catch (IOException e) {
            fail(Failures.storage("write to the repository " + files.store().location(), e));
          } catch (RuntimeException | Error e) {
            fail(new BelayException(ErrorCode.FAILED, "saving a blob failed: " + e, "", e));
          } finally {
            finished();
          }
        });
  }

  private void finished() {
    synchronized (idle) {
      pending--;
      idle.notifyAll();
    }
  }

  private void awaitIdle() throws InterruptedException {
    synchronized (idle) {
      while (pending > 0) {
        idle.wait();
      }
    }
    throwFailure();
  }

  /** Stops the workers after what they are at, and discards the packs that are not finished. */
  @Override
  public void close() throws IOException {
    fail(new BelayException(ErrorCode.FAILED, "the upload was closed", "begin another one"));
    end(workers);
    end(committer);
    synchronized (open) {
      for (OpenPack pack : open.values()) {
        pack.close();
      }
      open.clear();
    }
  }

  private static void end(ExecutorService executor) {
    executor.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = executor.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.belay.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Tries again what failed with a {@link StoreException} of kind TRANSIENT, and nothing else. Files
 * are gathered first, so that a write that was cut off can be made again from its beginning.
 */
public final class RetryingStore extends ForwardingStore {
  /** Waits between attempts. */
  @FunctionalInterface
  public interface Pause {
    void wait(Duration time) throws InterruptedException;
  }

  private final RetryPolicy policy;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final Pause pause;

  /**
   * @param nanoTime a clock that only runs forward, in nanoseconds
   */
  public RetryingStore(
      Store store, RetryPolicy policy, LongSupplier nanoTime, RandomGenerator random, Pause pause) {
    super(store);
    this.policy = policy;
    this.nanoTime = nanoTime;
    this.random = random;
    this.pause = pause;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private interface Step {
    void run() throws IOException;
  }

  private void retry(Step step) throws IOException {
    retry(
        () -> {
          step.run();
          return "";
        });
  }

  private <T> T retry(Call<T> call) throws IOException {
    long begun = nanoTime.getAsLong();
    for (int repetition = 1; ; repetition++) {
      try {
        return call.run();
      } catch (StoreException e) {
        Duration next = policy.pause(repetition, random);
        Duration spent = Duration.ofNanos(nanoTime.getAsLong() - begun);
        if (e.kind() != StoreException.Kind.TRANSIENT
            || spent.plus(next).compareTo(policy.total()) > 0) {
          throw e;
        }
        rest(next, e);
      }
    }
  }

  private void rest(Duration time, StoreException why) throws IOException {
    try {
      pause.wait(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while waiting to try again");
      interrupted.addSuppressed(why);
      throw interrupted;
    }
  }

  @Override
  public void initialize() throws IOException {
    retry(store::initialize);
  }

  /** Passed on only once it is complete, because what was passed on can't be taken back. */
  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    retry(
            () -> {
              FileList files = new FileList();
              store.list(kind, files::add);
              return files;
            })
        .forEach(listing);
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    return retry(() -> store.read(kind, name));
  }

  @Override
  public void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException {
    retry(() -> store.readRange(kind, name, offset, target, targetOffset, length));
  }

  @Override
  public long size(FileKind kind, String name) throws IOException {
    return retry(() -> store.size(kind, name));
  }

  @Override
  public boolean exists(FileKind kind, String name) throws IOException {
    return retry(() -> store.exists(kind, name));
  }

  @Override
  public Draft draft(FileKind kind) {
    return new SpooledDraft((name, content) -> put(kind, name, content));
  }

  @Override
  public void write(FileKind kind, String name, byte[] content) throws IOException {
    put(kind, name, Content.of(content));
  }

  @Override
  public void put(FileKind kind, String name, Content content) throws IOException {
    kind.requireName(name);
    boolean[] again = {false};
    retry(
        () -> {
          try {
            store.put(kind, name, content);
          } catch (FileAlreadyExistsException e) {
            // The attempt before may have arrived, and only its answer been lost.
            if (!again[0] || !isThere(kind, name, content)) {
              throw e;
            }
          } finally {
            again[0] = true;
          }
        });
  }

  private boolean isThere(FileKind kind, String name, Content content) throws IOException {
    if (store.size(kind, name) != content.length()) {
      return false;
    }
    ByteArrayOutputStream expected = new ByteArrayOutputStream((int) content.length());
    try (InputStream in = content.open()) {
      in.transferTo(expected);
    }
    return Arrays.equals(expected.toByteArray(), store.read(kind, name));
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    retry(() -> store.delete(kind, name));
  }

  @Override
  public void removeIfEmpty() throws IOException {
    retry(store::removeIfEmpty);
  }

  @Override
  public void clearLeavings() throws IOException {
    retry(store::clearLeavings);
  }
}

package dev.belay.store;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A store of which each n-th call takes its time, so that what runs at once comes in other orders.
 */
public final class SlowStore extends ForwardingStore {
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  private final int each;
  private final AtomicInteger calls = new AtomicInteger();

  public SlowStore(Store store, int each) {
    super(store);
    this.each = each;
  }

  private void called() {
    if (calls.incrementAndGet() % each == 0) {
      long end = System.nanoTime() + NANOS;
      for (long left = NANOS; left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    called();
    super.list(
        kind,
        (name, size) -> {
          called();
          listing.file(name, size);
        });
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    called();
    return super.read(kind, name);
  }

  @Override
  public void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException {
    called();
    super.readRange(kind, name, offset, target, targetOffset, length);
  }

  @Override
  public Draft draft(FileKind kind) {
    return new SpooledDraft((name, content) -> put(kind, name, content));
  }

  @Override
  public void write(FileKind kind, String name, byte[] content) throws IOException {
    called();
    super.write(kind, name, content);
    called();
  }

  @Override
  public void put(FileKind kind, String name, Content content) throws IOException {
    called();
    super.put(kind, name, content);
    called();
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    called();
    super.delete(kind, name);
  }

  @Override
  public Traits traits() {
    return Traits.REMOTE; // with several writers
  }
}

package dev.belay.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store that fails from the n-th writing call on (append, commit or delete), as a full disk or a
 * pulled cable would; after that every writing call fails. Reading goes on.
 */
public final class FailingStore implements Store {
  private final Store store;
  private final AtomicInteger left;

  /** A store whose first {@code works} writing calls succeed. */
  public FailingStore(Store store, int works) {
    this.store = store;
    this.left = new AtomicInteger(works);
  }

  /** Whether a call failed. */
  public boolean failed() {
    return left.get() < 0;
  }

  private void writing() throws IOException {
    if (left.decrementAndGet() < 0) {
      throw new IOException("no space left on device");
    }
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public void initialize() throws IOException {
    store.initialize();
  }

  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    store.list(kind, listing);
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    return store.read(kind, name);
  }

  @Override
  public void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException {
    store.readRange(kind, name, offset, target, targetOffset, length);
  }

  @Override
  public long size(FileKind kind, String name) throws IOException {
    return store.size(kind, name);
  }

  @Override
  public boolean exists(FileKind kind, String name) throws IOException {
    return store.exists(kind, name);
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    writing();
    store.delete(kind, name);
  }

  @Override
  public Draft draft(FileKind kind) throws IOException {
    return new FailingDraft(store.draft(kind));
  }

  @Override
  public void close() throws IOException {
    store.close();
  }

  private final class FailingDraft implements Draft {
    private final Draft draft;

    FailingDraft(Draft draft) {
      this.draft = draft;
    }

    @Override
    public void append(byte[] bytes, int offset, int length) throws IOException {
      writing();
      draft.append(bytes, offset, length);
    }

    @Override
    public long length() {
      return draft.length();
    }

    @Override
    public void commit(String name) throws IOException {
      writing();
      draft.commit(name);
    }

    @Override
    public void close() throws IOException {
      draft.close();
    }
  }
}

package dev.belay.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store that fails from the n-th writing call on (append, commit or delete), as a full disk or a
 * pulled cable would; after that every writing call fails. Reading goes on.
 */
public final class FailingStore extends DraftedStore {
  private final AtomicInteger left;

  /** A store whose first {@code works} writing calls succeed. */
  public FailingStore(Store store, int works) {
    super(store);
    this.left = new AtomicInteger(works);
  }

  /** Whether a call failed. */
  public boolean failed() {
    return left.get() < 0;
  }

  @Override
  protected void appending() throws IOException {
    if (left.decrementAndGet() < 0) {
      throw new IOException("no space left on device");
    }
  }

  @Override
  protected void commit(FileKind kind, String name, Draft draft) throws IOException {
    appending();
    draft.commit(name);
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    appending();
    store.delete(kind, name);
  }
}

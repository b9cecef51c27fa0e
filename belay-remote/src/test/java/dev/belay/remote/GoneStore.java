package dev.belay.remote;

import dev.belay.store.Content;
import dev.belay.store.Draft;
import dev.belay.store.FileKind;
import dev.belay.store.ForwardingStore;
import dev.belay.store.SpooledDraft;
import dev.belay.store.Store;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Storage that is gone from its n-th change on: no call gets an answer any more. */
final class GoneStore extends ForwardingStore {
  private final AtomicInteger left;

  /** The first {@code changes} writes and removals are done. */
  GoneStore(Store store, int changes) {
    super(store);
    this.left = new AtomicInteger(changes);
  }

  boolean gone() {
    return left.get() < 0;
  }

  private void changing() throws IOException {
    if (left.decrementAndGet() < 0) {
      throw new IOException("the storage is gone");
    }
  }

  private void asking() throws IOException {
    if (gone()) {
      throw new IOException("the storage is gone");
    }
  }

  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    asking();
    super.list(kind, listing);
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    asking();
    return super.read(kind, name);
  }

  @Override
  public void write(FileKind kind, String name, byte[] content) throws IOException {
    changing();
    super.write(kind, name, content);
  }

  @Override
  public Draft draft(FileKind kind) {
    return new SpooledDraft((name, content) -> put(kind, name, content));
  }

  @Override
  public void put(FileKind kind, String name, Content content) throws IOException {
    changing();
    super.put(kind, name, content);
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    changing();
    super.delete(kind, name);
  }
}

package dev.belay.store;

import java.io.IOException;
import java.util.Optional;

/**
 * A store that does what another one does, every call as it comes, except where a subclass says
 * otherwise. Whoever changes how files are written has {@link #draft}, {@link #write} and {@link
 * #put} to think of: none of them goes by way of another here.
 */
public abstract class ForwardingStore implements Store {
  /** The store that does the work. */
  protected final Store store;

  protected ForwardingStore(Store store) {
    this.store = store;
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
  public Optional<String> made() {
    return store.made();
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
  public void makeRoom() {
    store.makeRoom();
  }

  @Override
  public boolean keepsRemoved() {
    return store.keepsRemoved();
  }

  @Override
  public void clearLeavings() throws IOException {
    store.clearLeavings();
  }

  @Override
  public Draft draft(FileKind kind) throws IOException {
    return store.draft(kind);
  }

  @Override
  public void write(FileKind kind, String name, byte[] content) throws IOException {
    store.write(kind, name, content);
  }

  @Override
  public void put(FileKind kind, String name, Content content) throws IOException {
    store.put(kind, name, content);
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    store.delete(kind, name);
  }

  @Override
  public Traits traits() {
    return store.traits();
  }

  @Override
  public void holds(String repositoryId) {
    store.holds(repositoryId);
  }

  @Override
  public void removeIfEmpty() throws IOException {
    store.removeIfEmpty();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}

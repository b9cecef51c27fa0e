package dev.belay.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A place for a repository's files. What every store guarantees:
 *
 * <ul>
 *   <li><b>Atomic</b>: a file is there whole or not at all, under its name, whenever the process,
 *       the connection or the machine dies. Nobody sees a part of it.
 *   <li><b>Durable</b>: when {@link Draft#commit} or {@link #put} returns, the file outlives a loss
 *       of power; so does whatever was committed before it. A deletion need not; a store that can
 *       makes that of an index, a snapshot and a key outlive it, because packs are removed after
 *       the index.
 *   <li><b>Written once</b>: a name that exists is never overwritten; committing to it throws
 *       {@link java.nio.file.FileAlreadyExistsException} and changes nothing. Of several who write
 *       one name at once exactly one succeeds.
 *   <li><b>Idempotent</b>: reading changes nothing; deleting what is not there succeeds.
 *   <li><b>Consistent</b>: what was committed is found by every call that begins later, in any
 *       process. A listing shows each file that existed throughout it exactly once.
 *   <li><b>Threads</b>: all methods may be called at once from any thread.
 *   <li><b>Bounded</b>: no call waits for ever for a peer that does not answer.
 *   <li><b>Errors</b>: a file that is not there is {@link java.nio.file.NoSuchFileException}; one
 *       that ends too soon {@link java.io.EOFException}; what is refused {@link
 *       java.nio.file.AccessDeniedException} or a {@link StoreException} of kind NO_ACCESS; what
 *       may succeed in a moment one of kind TRANSIENT, after which a file may be there or not; all
 *       else any other {@link IOException}. Nothing is tried again inside a driver: that is what
 *       {@link RetryingStore} is for.
 * </ul>
 *
 * <p>{@link Guarantee} has the proof of each that a program can give, for the tests of a driver and
 * for whoever wants to know whether their own storage keeps them.
 *
 * <p>Names must fit their kind ({@link FileKind#accepts}); others are an IllegalArgumentException.
 */
public interface Store extends AutoCloseable {
  /** Receives the files of a listing. */
  @FunctionalInterface
  interface Listing {
    /** One file and its size in bytes. */
    void file(String name, long size) throws IOException;
  }

  /** Where this store is, as a person would name it; without secrets. */
  String location();

  /** Prepares an empty place for a repository. Does nothing where that was done already. */
  void initialize() throws IOException;

  /**
   * What {@link #initialize} had to make that is more than a place in somebody's storage, as a
   * person calls it: "bucket photos". Whoever mistyped a name should hear of it.
   */
  default Optional<String> made() {
    return Optional.empty();
  }

  /**
   * Passes every file of a kind to the listing, in no order, without holding them all. Entries
   * whose names do not fit the kind are left out.
   */
  void list(FileKind kind, Listing listing) throws IOException;

  /** The whole content of a file that is known to be small. */
  byte[] read(FileKind kind, String name) throws IOException;

  /**
   * Reads exactly {@code length} bytes from {@code offset} on into {@code target}. Fewer are an
   * {@link java.io.EOFException}.
   */
  void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException;

  /** The size of a file in bytes. */
  long size(FileKind kind, String name) throws IOException;

  /** Whether the file is there. */
  boolean exists(FileKind kind, String name) throws IOException;

  /** Begins a file whose name is known only when it is complete. */
  Draft draft(FileKind kind) throws IOException;

  /** Writes a whole small file. */
  default void write(FileKind kind, String name, byte[] content) throws IOException {
    put(kind, name, Content.of(content));
  }

  /** Writes a whole file, as a draft that is committed. */
  default void put(FileKind kind, String name, Content content) throws IOException {
    kind.requireName(name);
    try (Draft draft = draft(kind);
        InputStream in = content.open()) {
      byte[] buffer = new byte[(int) Math.min(64 << 10, Math.max(1, content.length()))];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        draft.append(buffer, 0, n);
      }
      draft.commit(name);
    }
  }

  /** Removes a file; one that is not there is no error. */
  void delete(FileKind kind, String name) throws IOException;

  /** What is good to know of it in order to use it well. */
  default Traits traits() {
    return Traits.LOCAL;
  }

  /** Tells the store which repository it turned out to hold. */
  default void holds(String repositoryId) {}

  /** The same storage without anything in between that remembers what was read. */
  default Store direct() {
    return this;
  }

  /**
   * Takes back what {@link #initialize} made, where nothing lies in it; the opposite of leaving
   * empty directories about.
   */
  default void removeIfEmpty() throws IOException {}

  /** Called before something is removed: on a full disk, that takes a little room, too. */
  default void makeRoom() {}

  /**
   * Whether something that was removed here still takes room, because the storage keeps old
   * versions of it.
   */
  default boolean keepsRemoved() {
    return false;
  }

  /**
   * Removes what processes that were killed while they wrote have left, which no {@link #list}
   * shows. Nothing that somebody may still be writing.
   */
  default void clearLeavings() throws IOException {}

  @Override
  void close() throws IOException;
}

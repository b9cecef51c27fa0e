package dev.belay.store;

import java.io.IOException;

/**
 * A place for a repository's files. What every store guarantees:
 *
 * <ul>
 *   <li><b>Atomic</b>: a file is there whole or not at all, under its name, whenever the process or
 *       the machine dies. Nobody sees a part of it.
 *   <li><b>Durable</b>: when {@link Draft#commit} returns, the file outlives a loss of power; so
 *       does whatever was committed before it. A deletion need not.
 *   <li><b>Written once</b>: a name that exists is never overwritten; committing to it throws
 *       {@link java.nio.file.FileAlreadyExistsException} and changes nothing.
 *   <li><b>Idempotent</b>: reading changes nothing; deleting what is not there succeeds.
 *   <li><b>Consistent</b>: what was committed is found by every call that begins later, in any
 *       process. A listing shows each file that existed throughout it exactly once.
 *   <li><b>Threads</b>: all methods may be called at once from any thread.
 *   <li><b>Errors</b>: a file that is not there is {@link java.nio.file.NoSuchFileException}, all
 *       else any other {@link IOException}. Nothing is tried again inside a driver.
 * </ul>
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
    kind.requireName(name);
    try (Draft draft = draft(kind)) {
      draft.append(content, 0, content.length);
      draft.commit(name);
    }
  }

  /** Removes a file; one that is not there is no error. */
  void delete(FileKind kind, String name) throws IOException;

  @Override
  void close() throws IOException;
}

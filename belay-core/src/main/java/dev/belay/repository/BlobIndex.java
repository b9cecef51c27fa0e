package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BlobId;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which pack holds which blob, as the index files say. Read when first asked, because listing
 * snapshots needs none of it. A blob in several packs is found in one of them: in one that stays,
 * where there is one. Thread-safe.
 */
final class BlobIndex implements AutoCloseable {
  /** What a blob takes in an index file at least: its id does not compress below 32 bytes. */
  private static final int BYTES_PER_BLOB = 48;

  private final SealedFiles files;
  private final Path temporary;
  private final Set<String> loaded = new HashSet<>();
  private BlobTable blobs;
  private RecordFile packs;
  private int packCount;
  private boolean initialized;
  private final Predicate<BlobId> leaving;
  private final Set<BlobId> avoided = new HashSet<>();
  private BitSet leavingPacks = new BitSet();

  BlobIndex(SealedFiles files, Path temporary) {
    this(files, temporary, pack -> false);
  }

  /** An index that prefers other packs to those that leave. */
  BlobIndex(SealedFiles files, Path temporary, Predicate<BlobId> leaving) {
    this.files = files;
    this.temporary = temporary;
    this.leaving = leaving;
    this.blobs = new BlobTable(temporary);
    this.packs = new RecordFile(BlobId.LENGTH, temporary);
  }

  /**
   * From now on these packs, which a prune may remove, count only for reading: {@link #contains} is
   * false for what lies in no other.
   */
  synchronized void avoid(Set<BlobId> packsThatLeave) throws IOException {
    if (avoided.containsAll(packsThatLeave)) {
      return;
    }
    avoided.addAll(packsThatLeave);
    if (initialized) {
      forget();
      initialized = false;
    }
  }

  /** Whether the blob lies in a pack that stays, so that it need not be stored. */
  synchronized boolean contains(BlobId id, BlobType type) {
    initialize();
    byte[] entry = new byte[Entry.SIZE];
    try {
      return blobs.find(id, type, entry) && !leavingPacks.get(Entry.pack(entry, 0));
    } catch (IOException e) {
      throw lookup(e);
    }
  }

  /** Where the blob lies; looks for new index files before it says that there is none. */
  synchronized Optional<BlobLocation> find(BlobId id, BlobType type) {
    initialize();
    Optional<BlobLocation> found = known(id, type);
    if (found.isEmpty() && refresh()) {
      found = known(id, type);
    }
    return found;
  }

  private Optional<BlobLocation> known(BlobId id, BlobType type) {
    byte[] entry = new byte[Entry.SIZE];
    try {
      return blobs.find(id, type, entry) ? Optional.of(location(entry, 0)) : Optional.empty();
    } catch (IOException e) {
      throw lookup(e);
    }
  }

  private BlobLocation location(byte[] entry, int at) throws IOException {
    byte[] pack = new byte[BlobId.LENGTH];
    packs.read(Entry.pack(entry, at), pack);
    return new BlobLocation(
        BlobId.of(pack),
        Entry.get(entry, at + Entry.OFFSET),
        Entry.get(entry, at + Entry.LENGTH),
        Entry.get(entry, at + Entry.PLAIN));
  }

  /** Receives blobs with the place where each is found. */
  @FunctionalInterface
  interface BlobListener {
    void blob(BlobId id, BlobType type, BlobLocation at) throws IOException;
  }

  /** Passes on each blob once, in no order. What was not read yet of the index is left out. */
  synchronized void forEach(BlobListener listener) throws IOException {
    blobs.forEach(
        (block, at) ->
            listener.blob(Entry.id(block, at), Entry.type(block, at), location(block, at)));
  }

  /** The names of the index files that were read. */
  synchronized Set<String> loaded() {
    return Set.copyOf(loaded);
  }

  /**
   * Reads the index files that were not read yet, or all again where some are gone since (another
   * process pruned); returns whether there was anything to read.
   */
  synchronized boolean refresh() {
    Set<String> present = new HashSet<>();
    try {
      long[] bytes = {0};
      files
          .store()
          .list(
              FileKind.INDEX,
              (name, size) -> {
                present.add(name);
                bytes[0] += size;
              });
      if (!present.containsAll(loaded)) {
        forget();
      }
      blobs.expect(bytes[0] / BYTES_PER_BLOB);
    } catch (IOException e) {
      throw Failures.storage("list the index of " + files.store().location(), e);
    }
    initialized = true;
    present.removeAll(loaded);
    try {
      present.forEach(this::load);
    } catch (RuntimeException e) {
      initialized = false; // so that the next call fails as well, instead of knowing half
      loaded.clear();
      throw e;
    }
    return !present.isEmpty();
  }

  private void forget() throws IOException {
    close();
    loaded.clear();
    packCount = 0;
    leavingPacks = new BitSet();
    blobs = new BlobTable(temporary);
    packs = new RecordFile(BlobId.LENGTH, temporary);
  }

  private void load(String name) {
    load(name, (pack, contents) -> {});
  }

  /**
   * Reads one index file, and passes on each pack in it. Never read again, even if it is damaged.
   */
  synchronized void load(String name, IndexFormat.PackListener also) {
    initialized = true;
    loaded.add(name);
    try (JsonParser parser = files.parse(FileKind.INDEX, name)) {
      IndexFormat.read(
          parser,
          (pack, contents) -> {
            add(pack, contents);
            also.pack(pack, contents);
          });
    } catch (IOException e) {
      throw Failures.damaged(
          files.describe(FileKind.INDEX, name) + " can't be read: " + e.getMessage(), e);
    }
  }

  /** Adds what an index file that was just written says. */
  synchronized void add(String index, Iterable<PackContents> written) {
    try {
      for (PackContents pack : written) {
        add(pack.id(), pack.blobs());
      }
      loaded.add(index);
    } catch (IOException e) {
      throw lookup(e);
    }
  }

  private void add(BlobId pack, EntryList contents) throws IOException {
    int ordinal = packCount++;
    packs.write(ordinal, pack.bytes(), 0);
    boolean leaves = avoided.contains(pack) || leaving.test(pack);
    leavingPacks.set(ordinal, leaves);
    for (int i = 0; i < contents.size(); i++) {
      if (!leaves || !blobs.contains(contents.id(i), contents.type(i))) {
        Entry.setPack(contents.bytes(), contents.at(i), ordinal);
        blobs.put(contents.bytes(), contents.at(i));
      }
    }
  }

  private void initialize() {
    if (!initialized) {
      refresh();
    }
  }

  private static RuntimeException lookup(IOException e) {
    return Failures.storage("use the temporary file of the blob index", e);
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      blobs.close();
    } finally {
      packs.close();
    }
  }
}

package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BlobId;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which pack holds which blob, as the index files say. Read when first asked, because listing
 * snapshots needs none of it. A blob in several packs is found in one of them. Thread-safe.
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

  BlobIndex(SealedFiles files, Path temporary) {
    this.files = files;
    this.temporary = temporary;
    this.blobs = new BlobTable(temporary);
    this.packs = new RecordFile(BlobId.LENGTH, temporary);
  }

  synchronized boolean contains(BlobId id, BlobType type) {
    initialize();
    try {
      return blobs.contains(id, type);
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
      if (!blobs.find(id, type, entry)) {
        return Optional.empty();
      }
      byte[] pack = new byte[BlobId.LENGTH];
      packs.read(Entry.pack(entry, 0), pack);
      return Optional.of(
          new BlobLocation(
              BlobId.of(pack),
              Entry.get(entry, Entry.OFFSET),
              Entry.get(entry, Entry.LENGTH),
              Entry.get(entry, Entry.PLAIN)));
    } catch (IOException e) {
      throw lookup(e);
    }
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
    for (int i = 0; i < contents.size(); i++) {
      Entry.setPack(contents.bytes(), contents.at(i), ordinal);
      blobs.put(contents.bytes(), contents.at(i));
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

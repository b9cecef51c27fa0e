package dev.belay.repository;

import dev.belay.model.BlobId;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A hash table from blobs to where they lie, of 48 bytes a blob, open addressing with linear
 * probing. Ids are evenly spread, so their first bytes are the hash. Lives in a {@link RecordFile},
 * so a million blobs take no heap. Thread-safe.
 */
final class BlobTable implements AutoCloseable {
  private static final int FIRST_CAPACITY = 1 << 10;

  private final Path directory;
  private final byte[] probe = new byte[Entry.SIZE];
  private RecordFile slots;
  private long capacity = FIRST_CAPACITY;
  private long size;

  BlobTable(Path directory) {
    this.directory = directory;
    this.slots = new RecordFile(Entry.SIZE, directory);
  }

  /** Makes room for about so many blobs at once, where growing step by step would cost more. */
  synchronized void expect(long blobs) throws IOException {
    long wanted = capacity;
    while (10 * blobs > 7 * wanted) {
      wanted *= 2;
    }
    if (wanted > capacity) {
      resize(wanted);
    }
  }

  /** Copies the blob's entry to {@code target} if it is there. */
  synchronized boolean find(BlobId id, BlobType type, byte[] target) throws IOException {
    Entry.fill(target, 0, id, type, 0, 0, 0);
    seek(target, 0);
    if (Entry.free(probe, 0)) {
      return false;
    }
    System.arraycopy(probe, 0, target, 0, Entry.SIZE);
    return true;
  }

  /** Adds a blob of which only that it is here matters; returns false where it was. */
  synchronized boolean add(BlobId id, BlobType type) throws IOException {
    byte[] entry = new byte[Entry.SIZE];
    Entry.fill(entry, 0, id, type, 0, 0, 0);
    Entry.setPack(entry, 0, 0);
    return put(entry, 0);
  }

  synchronized boolean contains(BlobId id, BlobType type) throws IOException {
    return find(id, type, new byte[Entry.SIZE]);
  }

  /** Puts an entry whose pack is set; returns false where the blob was there, and replaces it. */
  synchronized boolean put(byte[] entry, int at) throws IOException {
    if (10 * (size + 1) > 7 * capacity) {
      resize(4 * capacity);
    }
    long slot = seek(entry, at);
    boolean isNew = Entry.free(probe, 0);
    slots.write(slot, entry, at);
    if (isNew) {
      size++;
    }
    return isNew;
  }

  /** Passes on every entry, in no order. The table must not be changed meanwhile. */
  synchronized void forEach(RecordFile.Visitor visitor) throws IOException {
    slots.forEach(
        capacity,
        (block, at) -> {
          if (!Entry.free(block, at)) {
            visitor.record(block, at);
          }
        });
  }

  synchronized long size() {
    return size;
  }

  /** Whether the table left the heap. */
  synchronized boolean onDisk() {
    return slots.onDisk();
  }

  /** The slot where this blob is or would be; its content is in {@code probe} afterwards. */
  private long seek(byte[] entry, int at) throws IOException {
    long hash = Entry.get(entry, at) & 0xffffffffL;
    long slot = ((hash << 16) | (Entry.get(entry, at + 4) >>> 16)) & (capacity - 1);
    while (true) {
      slots.read(slot, probe);
      if (Entry.free(probe, 0) || Entry.sameBlob(probe, 0, entry, at)) {
        return slot;
      }
      slot = (slot + 1) & (capacity - 1);
    }
  }

  private void resize(long wanted) throws IOException {
    RecordFile old = slots;
    long oldCapacity = capacity;
    slots = new RecordFile(Entry.SIZE, directory);
    capacity = wanted;
    if (size > 0) {
      old.forEach(
          oldCapacity,
          (block, at) -> {
            if (!Entry.free(block, at)) {
              slots.write(seek(block, at), block, at);
            }
          });
    }
    old.close();
  }

  @Override
  public synchronized void close() throws IOException {
    slots.close();
  }
}

package dev.belay.repository;

import dev.belay.model.BlobId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What a prune knows of each pack: 34 bytes of heap for some 16 MiB in the store, and its id in a
 * temporary table. Thread-safe.
 */
final class PackSurvey implements AutoCloseable {
  /** No such pack. */
  static final int NONE = -1;

  /** What becomes of a pack. */
  enum Fate {
    /** It was in no index when it was listed: written by a backup that goes on, or left by one. */
    UNINDEXED,
    /** It stays. */
    KEEP,
    /** Nothing needs it. */
    REMOVE,
    /** Something needs a part of it, which is to be written anew. */
    REPACK,
    /** It would go, but somebody who began before may rely on it. */
    PUT_OFF,
    /** It was written while the prune went on, which leaves it alone. */
    NEW,
    /** It is gone from the store. */
    GONE;

    /** Whether the pack goes as soon as nobody relies on it. */
    boolean leaves() {
      return this == UNINDEXED || this == REMOVE || this == REPACK;
    }
  }

  private final BlobTable slots;
  private final RecordFile ids;
  private int count;
  private long[] size = new long[64];
  private long[] stored = new long[64];
  private int[] blobs = new int[64];
  private long[] used = new long[64];
  private Fate[] fate = new Fate[64];
  private boolean[] tree = new boolean[64];

  PackSurvey(Path temporary) {
    slots = new BlobTable(temporary);
    ids = new RecordFile(BlobId.LENGTH, temporary);
  }

  /** Adds a pack; one that is known already keeps its slot. */
  synchronized int add(BlobId pack, long bytes, Fate its) throws IOException {
    int known = slot(pack);
    if (known != NONE) {
      return known;
    }
    int slot = count++;
    if (slot == size.length) {
      size = Arrays.copyOf(size, 2 * slot);
      stored = Arrays.copyOf(stored, 2 * slot);
      blobs = Arrays.copyOf(blobs, 2 * slot);
      used = Arrays.copyOf(used, 2 * slot);
      fate = Arrays.copyOf(fate, 2 * slot);
      tree = Arrays.copyOf(tree, 2 * slot);
    }
    size[slot] = bytes;
    fate[slot] = its;
    byte[] entry = new byte[Entry.SIZE];
    Entry.fill(entry, 0, pack, BlobType.DATA, 0, 0, 0);
    Entry.setPack(entry, 0, slot);
    slots.put(entry, 0);
    ids.write(slot, pack.bytes(), 0);
    return slot;
  }

  synchronized int slot(BlobId pack) throws IOException {
    byte[] entry = new byte[Entry.SIZE];
    return slots.find(pack, BlobType.DATA, entry) ? Entry.pack(entry, 0) : NONE;
  }

  synchronized BlobId id(int slot) throws IOException {
    byte[] bytes = new byte[BlobId.LENGTH];
    ids.read(slot, bytes);
    return BlobId.of(bytes);
  }

  /** An index says that these blobs are in it. */
  synchronized void indexed(int slot, EntryList contents) {
    if (fate(slot) == Fate.UNINDEXED) {
      set(slot, Fate.KEEP);
    }
    long sum = 0;
    for (int i = 0; i < contents.size(); i++) {
      sum += contents.length(i);
      tree[slot] |= contents.type(i) == BlobType.TREE;
    }
    stored[slot] = Math.max(stored[slot], sum);
    blobs[slot] = Math.max(blobs[slot], contents.size());
  }

  /** So many more bytes of it are needed. */
  synchronized void use(int slot, long bytes) {
    used[slot] += bytes;
  }

  synchronized int count() {
    return count;
  }

  synchronized long size(int slot) {
    return size[slot];
  }

  synchronized long used(int slot) {
    return used[slot];
  }

  /** Bytes of blobs that are in it and not needed. */
  synchronized long unused(int slot) {
    return Math.max(0, stored[slot] - used[slot]);
  }

  /** How many blobs are in it. */
  synchronized int blobs(int slot) {
    return blobs[slot];
  }

  /** Whether it holds directories, which everybody reads. */
  synchronized boolean holdsTrees(int slot) {
    return tree[slot];
  }

  synchronized Fate fate(int slot) {
    return fate[slot];
  }

  synchronized void set(int slot, Fate its) {
    fate[slot] = its;
  }

  /** How many packs have this fate. */
  synchronized long packs(Fate its) {
    long packs = 0;
    for (int slot = 0; slot < count; slot++) {
      packs += fate[slot] == its ? 1 : 0;
    }
    return packs;
  }

  /** How large the packs are that have this fate. */
  synchronized long bytes(Fate its) {
    long bytes = 0;
    for (int slot = 0; slot < count; slot++) {
      bytes += fate[slot] == its ? size[slot] : 0;
    }
    return bytes;
  }

  /** How many bytes are needed of the packs that have this fate. */
  synchronized long used(Fate its) {
    long bytes = 0;
    for (int slot = 0; slot < count; slot++) {
      bytes += fate[slot] == its ? used[slot] : 0;
    }
    return bytes;
  }

  /** How many bytes are not needed of the packs that have this fate. */
  synchronized long unused(Fate its) {
    long bytes = 0;
    for (int slot = 0; slot < count; slot++) {
      bytes += fate[slot] == its ? unused(slot) : 0;
    }
    return bytes;
  }

  /** The packs that go as soon as nobody relies on them. */
  synchronized Set<BlobId> leaving() throws IOException {
    Set<BlobId> leaving = new HashSet<>();
    for (int slot = 0; slot < count; slot++) {
      if (fate[slot].leaves()) {
        leaving.add(id(slot));
      }
    }
    return leaving;
  }

  @Override
  public void close() throws IOException {
    try (slots;
        ids) {
      // Closed in reverse order, whatever fails.
    }
  }
}

package dev.belay.repository;

import dev.belay.model.BlobId;
import java.util.Arrays;
import java.util.Comparator;

/** The blobs of one pack, in the order they were added, as {@link Entry} bytes. */
final class EntryList {
  private byte[] bytes = new byte[64 * Entry.SIZE];
  private int size;

  void add(BlobId id, BlobType type, int offset, int length, int plainLength) {
    int at = size * Entry.SIZE;
    if (at == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * at);
    }
    Entry.fill(bytes, at, id, type, offset, length, plainLength);
    size++;
  }

  /** The same blobs by their offsets. */
  EntryList sortedByOffset() {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(this::offset));
    EntryList sorted = new EntryList();
    for (int i : order) {
      sorted.add(id(i), type(i), offset(i), length(i), plainLength(i));
    }
    return sorted;
  }

  /** Whether a blob of this list and one of another are the same in the same place. */
  boolean same(int index, EntryList other, int otherIndex) {
    return id(index).equals(other.id(otherIndex))
        && type(index) == other.type(otherIndex)
        && offset(index) == other.offset(otherIndex)
        && length(index) == other.length(otherIndex)
        && plainLength(index) == other.plainLength(otherIndex);
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int at(int index) {
    return index * Entry.SIZE;
  }

  BlobId id(int index) {
    return Entry.id(bytes, at(index));
  }

  BlobType type(int index) {
    return Entry.type(bytes, at(index));
  }

  int offset(int index) {
    return Entry.get(bytes, at(index) + Entry.OFFSET);
  }

  int length(int index) {
    return Entry.get(bytes, at(index) + Entry.LENGTH);
  }

  /** The plain length, or 0 where the blob is not compressed. */
  int plainLength(int index) {
    return Entry.get(bytes, at(index) + Entry.PLAIN);
  }
}

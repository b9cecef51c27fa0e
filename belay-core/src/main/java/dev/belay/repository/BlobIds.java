package dev.belay.repository;

import dev.belay.model.BlobId;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** A list of blob ids in 32 bytes each, because a large table's file has very many. Immutable. */
public final class BlobIds implements Iterable<BlobId> {
  private final byte[] bytes;
  private final int size;

  private BlobIds(byte[] bytes, int size) {
    this.bytes = bytes;
    this.size = size;
  }

  /** A list of these ids. */
  public static BlobIds of(Iterable<BlobId> ids) {
    Builder builder = new Builder();
    ids.forEach(builder::add);
    return builder.build();
  }

  /** How many ids there are. */
  public int size() {
    return size;
  }

  /** The id at this place. */
  public BlobId get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index + " of " + size);
    }
    int at = index * BlobId.LENGTH;
    return BlobId.of(Arrays.copyOfRange(bytes, at, at + BlobId.LENGTH));
  }

  @Override
  public Iterator<BlobId> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public BlobId next() {
        if (next >= size) {
          throw new NoSuchElementException();
        }
        return get(next++);
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlobIds ids
        && size == ids.size
        && Arrays.equals(bytes, 0, size * BlobId.LENGTH, ids.bytes, 0, ids.size * BlobId.LENGTH);
  }

  @Override
  public int hashCode() {
    return size == 0 ? 0 : 31 * size + get(size - 1).hashCode();
  }

  @Override
  public String toString() {
    return size + " ids";
  }

  /** Collects ids. For one thread. */
  public static final class Builder {
    private byte[] bytes = new byte[4 * BlobId.LENGTH];
    private int size;

    /** Adds an id at the end. */
    public void add(BlobId id) {
      int at = size * BlobId.LENGTH;
      if (at == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * at);
      }
      id.copyTo(bytes, at);
      size++;
    }

    /** How many were added. */
    public int size() {
      return size;
    }

    /** The ids that were added so far. */
    public BlobIds build() {
      return new BlobIds(Arrays.copyOf(bytes, size * BlobId.LENGTH), size);
    }
  }
}

package dev.belay.repository;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blobs that wait to be sealed, outside the heap and within a budget: whoever saves faster than
 * the workers seal waits here. The memory is a few slabs that are filled one after the other and
 * used again when all their blobs are sealed, because memory outside the heap that is let go is
 * free only when the heap is collected. Thread-safe.
 */
final class PlainBuffers {
  private static final int SLAB = 4 << 20;
  private static final int SLABS = 4;

  /** Some memory, and how many blobs lie in it. */
  private static final class Slab {
    final ByteBuffer memory;
    int blobs;

    Slab(int size) {
      memory = ByteBuffer.allocateDirect(size);
    }
  }

  /** A blob's bytes, until they are {@link #giveBack given back}. */
  static final class Copy {
    private final Slab slab;
    private final ByteBuffer bytes;

    private Copy(Slab slab, byte[] from, int offset, int length) {
      this.slab = slab;
      int at = slab.memory.position();
      slab.memory.put(from, offset, length);
      slab.blobs++;
      this.bytes = slab.memory.slice(at, length);
    }

    ByteBuffer bytes() {
      return bytes;
    }
  }

  private final List<Slab> slabs = new ArrayList<>();
  private @Nullable Slab current;
  private @Nullable Slab large;

  /**
   * A copy of these bytes, once there is room for it. One that is larger than a slab waits for the
   * last such.
   */
  synchronized Copy copy(byte[] bytes, int offset, int length) throws InterruptedException {
    Slab slab = length > SLAB ? large(length) : room(length);
    return new Copy(slab, bytes, offset, length);
  }

  private Slab room(int length) throws InterruptedException {
    while (current == null || current.memory.remaining() < length) {
      current = empty();
      if (current == null) {
        wait();
      }
    }
    return current;
  }

  private @Nullable Slab empty() {
    for (Slab slab : slabs) {
      if (slab.blobs == 0) {
        return slab;
      }
    }
    if (slabs.size() == SLABS) {
      return null;
    }
    Slab slab = new Slab(SLAB);
    slabs.add(slab);
    return slab;
  }

  private Slab large(int length) throws InterruptedException {
    while (large != null && large.blobs > 0) {
      wait();
    }
    if (large == null || large.memory.capacity() < length) {
      large = new Slab(length);
    }
    return large;
  }

  /** Takes back what {@link #copy} gave. */
  synchronized void giveBack(Copy copy) {
    if (--copy.slab.blobs == 0) {
      copy.slab.memory.clear();
    }
    notifyAll();
  }
}

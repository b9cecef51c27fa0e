package dev.belay.repository;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The blobs that wait to be sealed, outside the heap and within a budget: whoever saves faster than
 * the workers seal waits here. Thread-safe.
 */
final class PlainBuffers {
  private static final int SMALLEST = 16 << 10;
  private static final int BUDGET = 16 << 20;

  private final List<ByteBuffer> idle = new ArrayList<>();
  private long idleBytes;
  private long used;

  /** A copy of these bytes, once there is room for it. One larger than the budget goes alone. */
  synchronized ByteBuffer copy(byte[] bytes, int offset, int length) throws InterruptedException {
    int capacity = Math.max(SMALLEST, roundUp(length));
    while (used > 0 && used + capacity > BUDGET) {
      wait();
    }
    used += capacity;
    return take(capacity).clear().put(bytes, offset, length).flip();
  }

  /** Takes back what {@link #copy} gave. */
  synchronized void giveBack(ByteBuffer buffer) {
    used -= buffer.capacity();
    // What waits to be used again counts too: memory outside the heap is only freed when the heap
    // is collected.
    if (used + idleBytes + buffer.capacity() <= BUDGET) {
      idle.add(buffer);
      idleBytes += buffer.capacity();
    }
    notifyAll();
  }

  private ByteBuffer take(int capacity) {
    for (int i = idle.size() - 1; i >= 0; i--) {
      if (idle.get(i).capacity() == capacity) {
        idleBytes -= capacity;
        return idle.remove(i);
      }
    }
    while (!idle.isEmpty() && used + idleBytes > BUDGET) {
      idleBytes -= idle.remove(0).capacity();
    }
    return ByteBuffer.allocateDirect(capacity);
  }

  private static int roundUp(int length) {
    return length <= 1 ? 1 : Integer.highestOneBit(length - 1) << 1;
  }
}

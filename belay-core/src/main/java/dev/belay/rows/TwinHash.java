package dev.belay.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * {@link RowHash}, the XXH64, with two seeds at once: the bytes are read once, and what the
 * specification does to them before the seed comes in is done once. For one thread.
 */
final class TwinHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final long seed;
  private final long otherSeed;
  private long first;
  private long second;

  TwinHash(long seed, long otherSeed) {
    this.seed = seed;
    this.otherSeed = otherSeed;
  }

  /** The hash of the last bytes with the first seed. */
  long first() {
    return first;
  }

  /** The hash of the last bytes with the second seed. */
  long second() {
    return second;
  }

  /** Hashes {@code bytes[from..to)}. */
  void of(byte[] bytes, int from, int to) {
    int at = from;
    if (to - from >= 32) {
      at = stripes(bytes, from, to);
    } else {
      first = seed + RowHash.P5;
      second = otherSeed + RowHash.P5;
    }
    finish(to - from, bytes, at, to);
  }

  private int stripes(byte[] bytes, int from, int to) {
    long a = seed + RowHash.P1 + RowHash.P2;
    long b = seed + RowHash.P2;
    long c = seed;
    long d = seed - RowHash.P1;
    long e = otherSeed + RowHash.P1 + RowHash.P2;
    long f = otherSeed + RowHash.P2;
    long g = otherSeed;
    long h = otherSeed - RowHash.P1;
    int at = from;
    for (int last = to - 32; at <= last; at += 32) {
      long w = (long) LONG.get(bytes, at) * RowHash.P2;
      long x = (long) LONG.get(bytes, at + 8) * RowHash.P2;
      long y = (long) LONG.get(bytes, at + 16) * RowHash.P2;
      long z = (long) LONG.get(bytes, at + 24) * RowHash.P2;
      a = mixed(a + w);
      b = mixed(b + x);
      c = mixed(c + y);
      d = mixed(d + z);
      e = mixed(e + w);
      f = mixed(f + x);
      g = mixed(g + y);
      h = mixed(h + z);
    }
    first = RowHash.merged(a, b, c, d);
    second = RowHash.merged(e, f, g, h);
    return at;
  }

  private void finish(int length, byte[] bytes, int from, int to) {
    long h = first + length;
    long g = second + length;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long k = mixed((long) LONG.get(bytes, at) * RowHash.P2);
      h = Long.rotateLeft(h ^ k, 27) * RowHash.P1 + RowHash.P4;
      g = Long.rotateLeft(g ^ k, 27) * RowHash.P1 + RowHash.P4;
    }
    if (at + 4 <= to) {
      long k = ((int) INT.get(bytes, at) & 0xffffffffL) * RowHash.P1;
      h = Long.rotateLeft(h ^ k, 23) * RowHash.P2 + RowHash.P3;
      g = Long.rotateLeft(g ^ k, 23) * RowHash.P2 + RowHash.P3;
      at += 4;
    }
    for (; at < to; at++) {
      long k = (bytes[at] & 0xff) * RowHash.P5;
      h = Long.rotateLeft(h ^ k, 11) * RowHash.P1;
      g = Long.rotateLeft(g ^ k, 11) * RowHash.P1;
    }
    first = RowHash.avalanche(h);
    second = RowHash.avalanche(g);
  }

  private static long mixed(long sum) {
    return Long.rotateLeft(sum, 31) * RowHash.P1;
  }
}

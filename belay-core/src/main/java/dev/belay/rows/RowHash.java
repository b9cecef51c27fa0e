package dev.belay.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * XXH64, as its published specification has it (github.com/Cyan4973/xxHash, doc/xxhash_spec.md).
 * Fast and well spread, not secret: it finds mistakes and chooses chunk boundaries; forgers are the
 * repository's matter.
 */
public final class RowHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  static final long P1 = 0x9E3779B185EBCA87L;
  static final long P2 = 0xC2B2AE3D27D4EB4FL;
  static final long P3 = 0x165667B19E3779F9L;
  static final long P4 = 0x85EBCA77C2B2AE63L;
  static final long P5 = 0x27D4EB2F165667C5L;

  private RowHash() {}

  /** The XXH64 of {@code bytes[from..to)} with that seed. */
  public static long hash(byte[] bytes, int from, int to, long seed) {
    int at = from;
    long h;
    if (to - from >= 32) {
      long a = seed + P1 + P2;
      long b = seed + P2;
      long c = seed;
      long d = seed - P1;
      for (int last = to - 32; at <= last; at += 32) {
        a = round(a, (long) LONG.get(bytes, at));
        b = round(b, (long) LONG.get(bytes, at + 8));
        c = round(c, (long) LONG.get(bytes, at + 16));
        d = round(d, (long) LONG.get(bytes, at + 24));
      }
      h = merged(a, b, c, d);
    } else {
      h = seed + P5;
    }
    return finish(h + (to - from), bytes, at, to);
  }

  private static long finish(long start, byte[] bytes, int from, int to) {
    long h = start;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      h = Long.rotateLeft(h ^ round(0, (long) LONG.get(bytes, at)), 27) * P1 + P4;
    }
    if (at + 4 <= to) {
      h = Long.rotateLeft(h ^ ((int) INT.get(bytes, at) & 0xffffffffL) * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < to; at++) {
      h = Long.rotateLeft(h ^ (bytes[at] & 0xff) * P5, 11) * P1;
    }
    return avalanche(h);
  }

  /** The four lanes as one. */
  static long merged(long a, long b, long c, long d) {
    long h =
        Long.rotateLeft(a, 1)
            + Long.rotateLeft(b, 7)
            + Long.rotateLeft(c, 12)
            + Long.rotateLeft(d, 18);
    return merge(merge(merge(merge(h, a), b), c), d);
  }

  /** The last step: every bit of the sum reaches every bit of the hash. */
  static long avalanche(long sum) {
    long h = (sum ^ sum >>> 33) * P2;
    h = (h ^ h >>> 29) * P3;
    return h ^ h >>> 32;
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * P2, 31) * P1;
  }

  private static long merge(long h, long lane) {
    return (h ^ round(0, lane)) * P1 + P4;
  }
}

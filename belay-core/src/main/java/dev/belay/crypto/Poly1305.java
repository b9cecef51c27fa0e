package dev.belay.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Poly1305 (D. J. Bernstein, "The Poly1305-AES message-authentication code", 2005; the arithmetic
 * as in RFC 8439, section 2.5), in three limbs of 44, 44 and 42 bits. Written here because it is
 * the one part of sealing that the library does several times slower than the machine can; the
 * tests compare it with the library's. For one thread at a time.
 *
 * <p>A product of two limbs is kept as its lower 44 bits and the rest, so that sums never leave 64
 * bits. Nothing branches on secret data.
 */
final class Poly1305 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long M44 = (1L << 44) - 1;
  private static final long M42 = (1L << 42) - 1;
  private static final int BLOCK = 16;

  /** The bit above a whole block, in the third limb. */
  private static final long TOP = 1L << 40;

  /** How many bytes one call of the inner loop takes, so that it is compiled early. */
  private static final int SLICE = 8 << 10;

  private final long r0;
  private final long r1;
  private final long r2;
  private final long s1;
  private final long s2;
  private long h0;
  private long h1;
  private long h2;

  /** For this clamped {@code r} of 16 bytes. */
  Poly1305(byte[] r) {
    long low = (long) LONG.get(r, 0);
    long high = (long) LONG.get(r, 8);
    r0 = low & M44;
    r1 = ((low >>> 44) | (high << 20)) & M44;
    r2 = (high >>> 24) & M42;
    // 2^132 is 4 * 5 modulo the prime: what overflows comes back times twenty.
    s1 = r1 * 20;
    s2 = r2 * 20;
  }

  /** The code of these bytes, to which the 16 bytes of {@code pad} are added. */
  byte[] mac(byte[] bytes, int offset, int length, byte[] pad) {
    begin();
    for (int done = 0; done < length; done += SLICE) {
      update(bytes, offset + done, Math.min(SLICE, length - done));
    }
    return finish(pad);
  }

  /** Begins another text. */
  void begin() {
    h0 = 0;
    h1 = 0;
    h2 = 0;
  }

  /**
   * Goes on with the text. Each part but the last is a multiple of 16 bytes; of some kilobytes at
   * most, so that this is compiled early.
   */
  void update(byte[] bytes, int offset, int length) {
    int whole = length & -BLOCK;
    blocks(bytes, offset, whole, TOP);
    if (whole < length) {
      byte[] last = new byte[BLOCK];
      System.arraycopy(bytes, offset + whole, last, 0, length - whole);
      last[length - whole] = 1;
      blocks(last, 0, BLOCK, 0);
    }
  }

  private void blocks(byte[] bytes, int offset, int length, long top) {
    long a = h0;
    long b = h1;
    long c = h2;
    for (int at = offset; at < offset + length; at += BLOCK) {
      long low = (long) LONG.get(bytes, at);
      long high = (long) LONG.get(bytes, at + 8);
      a += low & M44;
      b += ((low >>> 44) | (high << 20)) & M44;
      c += ((high >>> 24) & M42) | top;
      long l0 = low(a, r0) + low(b, s2) + low(c, s1);
      long u0 = high(a, r0) + high(b, s2) + high(c, s1);
      long l1 = low(a, r1) + low(b, r0) + low(c, s2);
      long u1 = high(a, r1) + high(b, r0) + high(c, s2);
      long l2 = low(a, r2) + low(b, r1) + low(c, r0);
      long u2 = high(a, r2) + high(b, r1) + high(c, r0);
      l1 += (l0 >>> 44) + u0;
      l2 += (l1 >>> 44) + u1;
      // The third limb ends at bit 130, two bits before the others' grid.
      a = (l0 & M44) + ((l2 >>> 42) + (u2 << 2)) * 5;
      b = (l1 & M44) + (a >>> 44);
      a &= M44;
      c = l2 & M42;
    }
    h0 = a;
    h1 = b;
    h2 = c;
  }

  private static long low(long x, long y) {
    return x * y & M44;
  }

  /** The product without its lower 44 bits; both factors are below 2^54. */
  private static long high(long x, long y) {
    return Math.multiplyHigh(x << 10, y << 10);
  }

  /** The code of the text, to which the 16 bytes of {@code pad} are added. */
  byte[] finish(byte[] pad) {
    carry();
    carry();
    // h is now below 2^130; subtract the prime if that leaves something.
    long g0 = h0 + 5;
    long g1 = h1 + (g0 >>> 44);
    long g2 = h2 + (g1 >>> 44) - (1L << 42);
    long keep = g2 >> 63;
    long f0 = (h0 & keep) | (g0 & M44 & ~keep);
    long f1 = (h1 & keep) | (g1 & M44 & ~keep);
    long f2 = (h2 & keep) | (g2 & M42 & ~keep);
    long low = f0 | (f1 << 44);
    long high = (f1 >>> 20) | (f2 << 24);
    long padLow = (long) LONG.get(pad, 0);
    long sum = low + padLow;
    // The carry of an unsigned sum, without a branch.
    long carry = ((low & padLow) | ((low | padLow) & ~sum)) >>> 63;
    byte[] mac = new byte[BLOCK];
    LONG.set(mac, 0, sum);
    LONG.set(mac, 8, high + (long) LONG.get(pad, 8) + carry);
    return mac;
  }

  private void carry() {
    h1 += h0 >>> 44;
    h0 &= M44;
    h2 += h1 >>> 44;
    h1 &= M44;
    h0 += (h2 >>> 42) * 5;
    h2 &= M42;
    h1 += h0 >>> 44;
    h0 &= M44;
  }
}

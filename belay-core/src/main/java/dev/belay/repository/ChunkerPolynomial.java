package dev.belay.repository;

import java.security.SecureRandom;

/**
 * A random irreducible polynomial of degree 53 over GF(2), as a bit for each power. Belay cuts at
 * row boundaries and has no use for it, but restic wants one in each repository to cut by.
 */
final class ChunkerPolynomial {
  private static final int DEGREE = 53;

  private ChunkerPolynomial() {}

  static long random(SecureRandom random) {
    while (true) {
      long candidate = (random.nextLong() & ((1L << DEGREE) - 1)) | (1L << DEGREE) | 1;
      if (isIrreducible(candidate)) {
        return candidate;
      }
    }
  }

  /** Ben-Or's test: no factor of degree i divides x^(2^i) - x, for each i to half the degree. */
  static boolean isIrreducible(long f) {
    long power = 2; // x
    for (int i = 1; i <= degree(f) / 2; i++) {
      power = multiply(power, power, f);
      if (gcd(f, power ^ 2) != 1) {
        return false;
      }
    }
    return degree(f) > 0;
  }

  private static long multiply(long a, long b, long modulus) {
    long product = 0;
    for (long rest = b, shifted = a; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        product ^= shifted;
      }
      shifted = remainder(shifted << 1, modulus);
    }
    return product;
  }

  private static long remainder(long value, long modulus) {
    long rest = value;
    while (rest != 0 && degree(rest) >= degree(modulus)) {
      rest ^= modulus << (degree(rest) - degree(modulus));
    }
    return rest;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, remainder(a, b));
  }

  private static int degree(long polynomial) {
    return 63 - Long.numberOfLeadingZeros(polynomial);
  }
}

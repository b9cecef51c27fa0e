package dev.belay.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * The cost of scrypt (RFC 7914): {@code n} rounds (a power of two), block size {@code r}, and
 * {@code p} lanes. One guess takes {@code 128 * n * r} bytes of memory.
 *
 * <p>The cost exists to make guessing a password that a person chose expensive. Belay's own keys
 * are 256 random bits, which nobody guesses at any speed, so they take {@link #RANDOM_KEY}: opening
 * a repository then costs a few milliseconds instead of a noticeable wait.
 */
public record KdfStrength(int n, int r, int p) {
  /** For a password of 256 random bits. */
  public static final KdfStrength RANDOM_KEY = new KdfStrength(1 << 12, 8, 1);

  /** For a password that a person chose. */
  public static final KdfStrength PASSWORD = new KdfStrength(1 << 15, 8, 1);

  /** A key file may not ask for more memory than this, or opening it would be an attack. */
  private static final long MAX_MEMORY = 256L << 20;

  private static final int MAX_LANES = 1024;

  private static final int DERIVED = 64;

  /** Throws IllegalArgumentException for values that scrypt does not take, or that are absurd. */
  public KdfStrength {
    if (n < 2 || Integer.bitCount(n) != 1 || r < 1 || p < 1 || p > MAX_LANES) {
      throw new IllegalArgumentException("scrypt can't work with N=" + n + " r=" + r + " p=" + p);
    }
    if (128L * n * r > MAX_MEMORY) {
      throw new IllegalArgumentException("scrypt N=" + n + " r=" + r + " takes too much memory");
    }
  }

  /** How expensive one derivation is, to compare with others. */
  public long cost() {
    return (long) n * r * p;
  }

  /** The key that {@code password} and {@code salt} give at this cost. */
  public SealingKey derive(Secret password, byte[] salt) {
    byte[] derived = SCrypt.generate(password.open(), salt, n, r, p, DERIVED);
    try {
      return SealingKey.of(
          Arrays.copyOfRange(derived, 0, 32),
          Arrays.copyOfRange(derived, 32, 48),
          Arrays.copyOfRange(derived, 48, 64));
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }
}

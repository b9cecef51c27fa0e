package dev.belay.rows;

import java.util.HexFormat;

/**
 * The digest of a set of rows: two sums, modulo 2^64 each, of the rows' XXH64 with two seeds; and
 * their number. Because it is a sum, it does not depend on the order, and a diff can carry it from
 * before to after.
 *
 * @param rows how many rows
 * @param a the sum with seed 0
 * @param b the sum with seed {@value #SEED_B}
 */
public record TableDigest(long rows, long a, long b) {
  private static final long SEED_B = 0x5851F42D4C957F2DL;

  /** The digest of no rows. */
  public static final TableDigest EMPTY = new TableDigest(0, 0, 0);

  public TableDigest plus(TableDigest other) {
    return new TableDigest(rows + other.rows, a + other.a, b + other.b);
  }

  public TableDigest minus(TableDigest other) {
    return new TableDigest(rows - other.rows, a - other.a, b - other.b);
  }

  /** The 128 bits as 32 hexadecimal digits; the number of rows is told apart from it. */
  public String hex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(a) + hex.toHexDigits(b);
  }

  /** The digest that {@link #hex()} wrote. */
  public static TableDigest of(long rows, String hex) {
    if (hex.length() != 32) {
      throw new IllegalArgumentException("a digest has 32 hexadecimal digits: " + hex);
    }
    return new TableDigest(
        rows,
        HexFormat.fromHexDigitsToLong(hex, 0, 16),
        HexFormat.fromHexDigitsToLong(hex, 16, 32));
  }

  /** Adds rows up. For one thread. */
  public static final class Sum {
    private final TwinHash hash = new TwinHash(0, SEED_B);
    private long rows;
    private long a;
    private long b;

    /** Adds the row {@code bytes[from..to)}, whose line end is not part of it. */
    public void add(byte[] bytes, int from, int to) {
      rows++;
      hash.of(bytes, from, to);
      a += hash.first();
      b += hash.second();
    }

    /** Adds the row with its line end, which does not count. */
    public void addLine(byte[] bytes, int from, int to) {
      add(bytes, from, to - 1);
    }

    public void add(TableDigest digest) {
      rows += digest.rows();
      a += digest.a();
      b += digest.b();
    }

    public TableDigest total() {
      return new TableDigest(rows, a, b);
    }
  }
}

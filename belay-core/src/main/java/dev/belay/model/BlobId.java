package dev.belay.model;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** The SHA-256 of some bytes, which is their name in a repository. Immutable. */
public final class BlobId implements Comparable<BlobId> {
  /** The length of an id in bytes. */
  public static final int LENGTH = 32;

  /**
   * The JDK's SHA-256 turns fast after some hundred calls, not bytes, so it is fed small slices:
   * with whole chunks it would stay interpreted, or half compiled, for long.
   */
  private static final int SLICE = 2 << 10;

  private final byte[] bytes;

  private BlobId(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("an id has 32 bytes, not " + bytes.length);
    }
    this.bytes = bytes;
  }

  /** The id with these 32 bytes, which are copied. */
  public static BlobId of(byte[] bytes) {
    return new BlobId(bytes.clone());
  }

  /** The id of these bytes: their SHA-256. */
  public static BlobId sha256(byte[] content, int offset, int length) {
    MessageDigest digest = Sha256.digest();
    update(digest, content, offset, length);
    return new BlobId(digest.digest());
  }

  /** Feeds bytes to a digest so that the JVM soon compiles it. */
  public static void update(MessageDigest digest, byte[] content, int offset, int length) {
    for (int done = 0; done < length; done += SLICE) {
      digest.update(content, offset + done, Math.min(SLICE, length - done));
    }
  }

  /** The id written as 64 hexadecimal digits. Throws IllegalArgumentException for anything else. */
  public static BlobId parse(String hex) {
    return new BlobId(HexFormat.of().parseHex(hex));
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Copies the 32 bytes to {@code target} at {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, LENGTH);
  }

  /** The first 8 hexadecimal digits, as people see ids. */
  public String shortForm() {
    return toString().substring(0, 8);
  }

  @Override
  public int compareTo(BlobId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlobId id && Arrays.equals(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    // The bytes are already evenly spread, so four of them are as good a hash as any.
    return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}

package dev.belay.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Secret bytes that are wiped when closed. Never printed, compared or serialized. Not thread-safe
 * against its own closing; otherwise immutable.
 */
public final class Secret implements AutoCloseable {
  private static final int RANDOM_BYTES = 32;

  private final byte[] bytes;
  private boolean closed;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A secret with a copy of these bytes; the caller still has to wipe its own. */
  public static Secret of(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /** A password as restic sees it: the UTF-8 bytes of its characters. */
  public static Secret ofPassword(char[] password) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    encoded.clear().put(new byte[encoded.capacity()]);
    return new Secret(bytes);
  }

  /**
   * 256 random bits as 64 hexadecimal digits, so that people and restic can pass it as a password.
   */
  public static Secret random(SecureRandom random) {
    byte[] raw = new byte[RANDOM_BYTES];
    random.nextBytes(raw);
    byte[] text = new byte[2 * RANDOM_BYTES];
    HexFormat hex = HexFormat.of();
    for (int i = 0; i < raw.length; i++) {
      text[2 * i] = (byte) hex.toHighHexDigit(raw[i]);
      text[2 * i + 1] = (byte) hex.toLowHexDigit(raw[i]);
    }
    Arrays.fill(raw, (byte) 0);
    return new Secret(text);
  }

  /** A copy of the bytes, which the caller wipes. Throws IllegalStateException once closed. */
  public byte[] copy() {
    return open().clone();
  }

  /** How many bytes the secret has. */
  public int length() {
    return bytes.length;
  }

  /** The bytes themselves, for this package. */
  byte[] open() {
    if (closed) {
      throw new IllegalStateException("the secret was wiped");
    }
    return bytes;
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}

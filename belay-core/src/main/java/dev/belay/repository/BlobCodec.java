package dev.belay.repository;

import dev.belay.crypto.SealingKey;
import dev.belay.model.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.AEADBadTagException;

/** Turns blobs into what a pack holds and back. Thread-safe. */
final class BlobCodec implements AutoCloseable {
  /** A blob as a pack holds it; {@code plainLength} is 0 where it was not compressed. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Sealed(byte[] bytes, int plainLength) {}

  private final SealingKey key;
  private final SecureRandom random;
  private final Queue<ZstdCodec> idle = new ConcurrentLinkedQueue<>();

  BlobCodec(SealingKey key, SecureRandom random) {
    this.key = key;
    this.random = random;
  }

  /**
   * Compresses where that helps, and seals; then opens the result again and compares, because a
   * fault of memory or of a library found now costs nothing, and found at a restore costs the data.
   */
  Sealed seal(ByteBuffer plain) throws IOException {
    ZstdCodec zstd = borrow();
    try {
      int length = plain.remaining();
      ByteBuffer compressed = zstd.compress(plain);
      boolean helps = compressed.remaining() < length;
      ByteBuffer content = helps ? compressed : plain.duplicate();
      int contentLength = content.remaining();
      byte[] sealed = new byte[contentLength + SealingKey.OVERHEAD];
      content.get(sealed, SealingKey.PLAIN_OFFSET, contentLength);
      key.sealInPlace(sealed, 0, contentLength, random);
      Sealed result = new Sealed(sealed, helps ? length : 0);
      if (open(zstd, sealed, 0, sealed.length, result.plainLength()).mismatch(plain) >= 0) {
        throw new IOException("a sealed blob did not open to what it was; is the memory faulty?");
      }
      return result;
    } finally {
      giveBack(zstd);
    }
  }

  /**
   * The plain bytes of a sealed blob. Only authenticated, not yet compared with its id.
   *
   * @throws IOException if the bytes are damaged
   */
  byte[] open(byte[] sealed, int offset, int length, int plainLength) throws IOException {
    if (plainLength == 0) {
      byte[] plain = new byte[Math.max(0, length - SealingKey.OVERHEAD)];
      unseal(sealed, offset, length, plain);
      return plain;
    }
    ZstdCodec zstd = borrow();
    try {
      ByteBuffer opened = open(zstd, sealed, offset, length, plainLength);
      byte[] plain = new byte[opened.remaining()];
      opened.get(plain);
      return plain;
    } finally {
      giveBack(zstd);
    }
  }

  private ByteBuffer open(ZstdCodec zstd, byte[] sealed, int offset, int length, int plainLength)
      throws IOException {
    byte[] content = new byte[Math.max(0, length - SealingKey.OVERHEAD)];
    unseal(sealed, offset, length, content);
    return plainLength == 0
        ? ByteBuffer.wrap(content)
        : zstd.decompress(content, 0, content.length, plainLength);
  }

  private void unseal(byte[] sealed, int offset, int length, byte[] target) throws IOException {
    try {
      key.open(sealed, offset, length, target, 0);
    } catch (AEADBadTagException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private ZstdCodec borrow() {
    ZstdCodec codec = idle.poll();
    return codec == null ? new ZstdCodec() : codec;
  }

  private void giveBack(ZstdCodec codec) {
    codec.trim();
    idle.add(codec);
  }

  /** Whether these bytes are what the id names. */
  static boolean fits(BlobId id, byte[] plain) {
    return BlobId.sha256(plain, 0, plain.length).equals(id);
  }

  @Override
  public void close() {
    for (ZstdCodec codec = idle.poll(); codec != null; codec = idle.poll()) {
      codec.close();
    }
  }
}

package dev.belay.repository;

import dev.belay.crypto.SealingKey;
import dev.belay.model.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import javax.crypto.AEADBadTagException;

/**
 * Turns blobs into what a pack holds and back. Thread-safe. The memory for that is kept and used
 * again; large blobs take turns at the one part that is large enough for them.
 */
final class BlobCodec implements AutoCloseable {
  /** Chunks of usual tables are no larger. */
  private static final int USUAL = 4 << 20;

  private final SealingKey key;
  private final SecureRandom random;
  private final Queue<ZstdCodec> idle = new ConcurrentLinkedQueue<>();
  private final Queue<ZstdCodec> idleLarge = new ConcurrentLinkedQueue<>();
  private final Semaphore large = new Semaphore(1);

  BlobCodec(SealingKey key, SecureRandom random) {
    this.key = key;
    this.random = random;
  }

  /** A blob as a pack holds it, until it is closed. */
  final class Sealed implements AutoCloseable {
    private final ZstdCodec zstd;
    private final ByteBuffer bytes;
    private final int size;
    private final int plainLength;

    private Sealed(ZstdCodec zstd, ByteBuffer plain) {
      this.zstd = zstd;
      this.size = plain.remaining();
      this.bytes = zstd.pack(plain);
      int content = bytes.limit() - SealingKey.OVERHEAD;
      this.plainLength = content < size ? size : 0;
      key.sealInPlace(bytes, content, random);
    }

    ByteBuffer bytes() {
      return bytes.duplicate();
    }

    int length() {
      return bytes.limit();
    }

    /** How long it was, or 0 where it was not compressed. */
    int plainLength() {
      return plainLength;
    }

    @Override
    public void close() {
      giveBack(zstd, size);
    }
  }

  /**
   * Compresses where that helps, and seals; then opens the result again and compares, because a
   * fault of memory or of a library found now costs nothing, and found at a restore costs the data.
   */
  Sealed seal(ByteBuffer plain) throws IOException {
    ZstdCodec zstd = borrow(plain.remaining());
    boolean proved = false;
    try {
      Sealed sealed = new Sealed(zstd, plain);
      if (open(zstd, sealed.bytes, sealed.plainLength).mismatch(plain) >= 0) {
        throw new IOException("a sealed blob did not open to what it was; is the memory faulty?");
      }
      proved = true;
      return sealed;
    } finally {
      if (!proved) {
        giveBack(zstd, plain.remaining());
      }
    }
  }

  /** How many bytes these would be, compressed where that helps. */
  int packedSize(ByteBuffer plain) {
    int size = plain.remaining();
    ZstdCodec zstd = borrow(size);
    try {
      return zstd.pack(plain).limit() - SealingKey.OVERHEAD;
    } finally {
      giveBack(zstd, size);
    }
  }

  /**
   * The plain bytes of a sealed blob. Only authenticated, not yet compared with its id.
   *
   * @throws IOException if the bytes are damaged
   */
  byte[] open(byte[] sealed, int offset, int length, int plainLength) throws IOException {
    int size = Math.max(length, plainLength);
    ZstdCodec zstd = borrow(size);
    try {
      ByteBuffer opened = open(zstd, ByteBuffer.wrap(sealed, offset, length).slice(), plainLength);
      byte[] plain = new byte[opened.remaining()];
      opened.get(plain);
      return plain;
    } finally {
      giveBack(zstd, size);
    }
  }

  private ByteBuffer open(ZstdCodec zstd, ByteBuffer sealed, int plainLength) throws IOException {
    ByteBuffer content = zstd.content(Math.max(0, sealed.limit() - SealingKey.OVERHEAD));
    try {
      key.open(sealed, sealed.limit(), content);
    } catch (AEADBadTagException e) {
      throw new IOException(e.getMessage(), e);
    }
    return plainLength == 0 ? content : zstd.decompress(content, plainLength);
  }

  private ZstdCodec borrow(int size) {
    if (size > USUAL) {
      large.acquireUninterruptibly();
    }
    ZstdCodec codec = (size > USUAL ? idleLarge : idle).poll();
    return codec == null ? new ZstdCodec() : codec;
  }

  private void giveBack(ZstdCodec codec, int size) {
    (size > USUAL ? idleLarge : idle).add(codec);
    if (size > USUAL) {
      large.release();
    }
  }

  /** Whether these bytes are what the id names. */
  static boolean fits(BlobId id, byte[] plain) {
    return BlobId.sha256(plain, 0, plain.length).equals(id);
  }

  @Override
  public void close() {
    for (Queue<ZstdCodec> queue : java.util.List.of(idle, idleLarge)) {
      for (ZstdCodec codec = queue.poll(); codec != null; codec = queue.poll()) {
        codec.close();
      }
    }
  }
}

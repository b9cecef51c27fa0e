package dev.belay.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Compresses and decompresses through memory outside the heap: native code that works on heap
 * arrays would hold off the garbage collector meanwhile, and a small heap fails under that. Keeps
 * its buffers while they are of the usual size. For one thread at a time.
 */
final class ZstdCodec implements AutoCloseable {
  /** The fastest level whose ratio is good; the next ones cost half the speed for a tenth. */
  static final int LEVEL = 1;

  private static final int KEPT = 3 << 20;

  private final ZstdCompressCtx compressor = new ZstdCompressCtx().setLevel(LEVEL);
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
  private ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);
  private ByteBuffer out = ByteBuffer.allocateDirect(64 << 10);

  /** The compressed form of a direct buffer's content; valid until the next call. */
  ByteBuffer compress(ByteBuffer plain) {
    int length = plain.remaining();
    in = room(in, (int) Zstd.compressBound(length));
    int size =
        compressor.compressDirectByteBuffer(in, 0, in.capacity(), plain, plain.position(), length);
    return in.limit(size);
  }

  /**
   * The {@code plainLength} bytes that these compressed ones stand for; valid until the next call.
   */
  ByteBuffer decompress(byte[] compressed, int offset, int length, int plainLength)
      throws IOException {
    in = room(in, length);
    out = room(out, plainLength);
    in.put(compressed, offset, length).clear();
    int size;
    try {
      size = decompressor.decompressDirectByteBuffer(out, 0, plainLength, in, 0, length);
    } catch (ZstdException e) {
      throw new IOException("zstd: " + e.getMessage(), e);
    }
    if (size != plainLength) {
      throw new IOException("zstd: " + size + " bytes came out instead of " + plainLength);
    }
    return out.limit(size);
  }

  /** Lets go of buffers that an unusually large blob needed. */
  void trim() {
    in = in.capacity() > KEPT ? ByteBuffer.allocateDirect(64 << 10) : in;
    out = out.capacity() > KEPT ? ByteBuffer.allocateDirect(64 << 10) : out;
  }

  private static ByteBuffer room(ByteBuffer buffer, int needed) {
    if (buffer.capacity() >= needed) {
      return buffer.clear();
    }
    // In steps of 256 KiB, so that blobs of nearly equal size do not each bring a new buffer.
    return ByteBuffer.allocateDirect((needed + (256 << 10) - 1) / (256 << 10) * (256 << 10));
  }

  @Override
  public void close() {
    compressor.close();
    decompressor.close();
  }
}

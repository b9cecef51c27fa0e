package dev.belay.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.belay.crypto.SealingKey;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Compresses and decompresses through memory outside the heap: native code that works on heap
 * arrays would hold off the garbage collector meanwhile, and a small heap fails under that. Has
 * three buffers, each valid until it is asked for again. For one thread at a time.
 */
final class ZstdCodec implements AutoCloseable {
  /** The fastest level whose ratio is good; the next ones cost half the speed for a tenth. */
  static final int LEVEL = 1;

  /** Buffers grow in these steps: memory outside the heap is given back late. */
  private static final int STEP = 1 << 20;

  private final ZstdCompressCtx compressor = new ZstdCompressCtx().setLevel(LEVEL);
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
  private ByteBuffer packed = ByteBuffer.allocateDirect(64 << 10);
  private ByteBuffer content = ByteBuffer.allocateDirect(64 << 10);
  private ByteBuffer opened = ByteBuffer.allocateDirect(64 << 10);

  /**
   * A buffer whose content, compressed where that helps, is that of a direct buffer and stands
   * where a {@link SealingKey} seals it; its limit leaves room for the rest of the sealed form.
   */
  ByteBuffer pack(ByteBuffer plain) {
    int length = plain.remaining();
    int bound = (int) Zstd.compressBound(length);
    packed = room(packed, bound + SealingKey.OVERHEAD);
    int size =
        compressor.compressDirectByteBuffer(
            packed, SealingKey.PLAIN_OFFSET, bound, plain, plain.position(), length);
    if (size >= length) {
      packed.put(SealingKey.PLAIN_OFFSET, plain, plain.position(), length);
      size = length;
    }
    return packed.limit(size + SealingKey.OVERHEAD);
  }

  /** Room for what was opened and may have to be decompressed. */
  ByteBuffer content(int length) {
    content = room(content, length);
    return content.limit(length);
  }

  /** The {@code plainLength} bytes that a direct buffer's compressed ones stand for. */
  ByteBuffer decompress(ByteBuffer compressed, int plainLength) throws IOException {
    opened = room(opened, plainLength);
    int size;
    try {
      size =
          decompressor.decompressDirectByteBuffer(
              opened, 0, plainLength, compressed, compressed.position(), compressed.remaining());
    } catch (ZstdException e) {
      throw new IOException("zstd: " + e.getMessage(), e);
    }
    if (size != plainLength) {
      throw new IOException("zstd: " + size + " bytes came out instead of " + plainLength);
    }
    return opened.limit(size);
  }

  private static ByteBuffer room(ByteBuffer buffer, int needed) {
    if (buffer.capacity() >= needed) {
      return buffer.clear();
    }
    return ByteBuffer.allocateDirect((int) (((long) needed + STEP - 1) / STEP * STEP));
  }

  @Override
  public void close() {
    compressor.close();
    decompressor.close();
  }
}

package dev.belay.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A draft for storage that takes a file only whole: gathered on the heap while it is small, in a
 * temporary file after that, and handed over at commit. So the heap does not grow with the number
 * of files on their way, and an attempt that failed can be made again. What is gathered is already
 * sealed, so the temporary file tells nobody anything.
 */
public final class SpooledDraft implements Draft {
  /** Takes the whole file; atomic and durable as {@link Draft#commit} promises. */
  @FunctionalInterface
  public interface Target {
    void put(String name, Content content) throws IOException;
  }

  private static final int HEAP_BYTES = 256 << 10;

  private final Target target;
  private byte[] heap = new byte[4 << 10];
  private @Nullable RandomAccessFile file;
  private @Nullable Path path;
  private long length;

  public SpooledDraft(Target target) {
    this.target = target;
  }

  @Override
  public void append(byte[] bytes, int offset, int count) throws IOException {
    if (file == null && length + count > HEAP_BYTES) {
      spill();
    }
    if (file != null) {
      file.write(bytes, offset, count);
    } else {
      int needed = (int) length + count;
      if (needed > heap.length) {
        heap = Arrays.copyOf(heap, Math.min(HEAP_BYTES, Math.max(needed, 2 * heap.length)));
      }
      System.arraycopy(bytes, offset, heap, (int) length, count);
    }
    length += count;
  }

  private void spill() throws IOException {
    Path made = Files.createTempFile("belay-", ".upload");
    path = made;
    RandomAccessFile opened = new RandomAccessFile(made.toFile(), "rw");
    file = opened;
    try {
      // Where the system allows it, no crash leaves it behind.
      Files.deleteIfExists(made);
    } catch (IOException e) {
      made.toFile().deleteOnExit();
    }
    opened.write(heap, 0, (int) length);
    heap = new byte[0];
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void commit(String name) throws IOException {
    RandomAccessFile spilled = file;
    if (spilled == null) {
      target.put(name, Content.of(heap, (int) length));
    } else if (spilled.length() != length) {
      throw new IOException(
          "a temporary file has " + spilled.length() + " bytes instead of " + length);
    } else {
      target.put(name, new Spilled(spilled, length));
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
    if (path != null) {
      Files.deleteIfExists(path);
    }
    heap = new byte[0];
  }

  /** One stream at a time is read: whoever opens another is done with the one before. */
  private record Spilled(RandomAccessFile file, long length) implements Content {
    @Override
    public InputStream open() throws IOException {
      file.seek(0);
      return new BufferedInputStream(new Reader(file), 64 << 10);
    }
  }

  private static final class Reader extends InputStream {
    private final RandomAccessFile file;

    Reader(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      return file.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      return file.read(bytes, offset, count);
    }
  }
}

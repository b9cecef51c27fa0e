package dev.belay.repository;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An array of records of one size, zero where never written: on the heap while it is small, in a
 * temporary file after that, so that the heap does not grow with the repository. It is a plain file
 * and no mapped memory because mapped pages count as this process's memory, and no interruptible
 * channel because an interrupt of one reader would close it for all. For one thread at a time.
 */
final class RecordFile implements AutoCloseable {
  private static final int HEAP_BYTES = 256 << 10;

  private final int recordSize;
  private final Path directory;
  private byte[] heap;
  private RandomAccessFile file;
  private Path path;

  @SuppressWarnings("NullAway.Init") // a file is there only once the heap's part is full
  RecordFile(int recordSize, Path directory) {
    this.recordSize = recordSize;
    this.directory = directory;
    this.heap = new byte[0];
  }

  void read(long index, byte[] target) throws IOException {
    long at = index * recordSize;
    if (file == null) {
      if (at + recordSize <= heap.length) {
        System.arraycopy(heap, (int) at, target, 0, recordSize);
      } else {
        Arrays.fill(target, 0, recordSize, (byte) 0);
      }
      return;
    }
    file.seek(at);
    int got = 0;
    while (got < recordSize) {
      int n = file.read(target, got, recordSize - got);
      if (n < 0) {
        Arrays.fill(target, got, recordSize, (byte) 0);
        return;
      }
      got += n;
    }
  }

  /** Receives records one after the other. */
  @FunctionalInterface
  interface Visitor {
    /** The record that begins at {@code at} in {@code block}. */
    void record(byte[] block, int at) throws IOException;
  }

  /**
   * Passes on the first {@code count} records, as far as any were written, read in large blocks.
   */
  void forEach(long count, Visitor visitor) throws IOException {
    long end = Math.min(count * recordSize, file == null ? heap.length : file.length());
    byte[] block = new byte[(64 << 10) / recordSize * recordSize];
    for (long at = 0; at < end; at += block.length) {
      int length = (int) Math.min(block.length, end - at);
      if (file == null) {
        System.arraycopy(heap, (int) at, block, 0, length);
      } else {
        file.seek(at);
        file.readFully(block, 0, length);
      }
      for (int record = 0; record + recordSize <= length; record += recordSize) {
        visitor.record(block, record);
      }
    }
  }

  void write(long index, byte[] source, int offset) throws IOException {
    long at = index * recordSize;
    if (file == null && at + recordSize <= HEAP_BYTES) {
      if (at + recordSize > heap.length) {
        heap =
            Arrays.copyOf(heap, (int) Math.min(HEAP_BYTES, Math.max(4096, 2 * (at + recordSize))));
      }
      System.arraycopy(source, offset, heap, (int) at, recordSize);
      return;
    }
    if (file == null) {
      spill();
    }
    file.seek(at);
    file.write(source, offset, recordSize);
  }

  /** Whether the records left the heap. */
  boolean onDisk() {
    return file != null;
  }

  private void spill() throws IOException {
    path = Files.createTempFile(directory, "belay-", ".index");
    file = new RandomAccessFile(path.toFile(), "rw");
    try {
      // Where the system allows it, the file has no name from here on, and no crash leaves it
      // behind.
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
    file.write(heap);
    heap = new byte[0];
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      Files.deleteIfExists(path);
    }
  }
}

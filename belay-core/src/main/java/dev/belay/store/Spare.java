package dev.belay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * A file that is there to be given up. On a full disk no lock could be written, and so nothing be
 * removed either; with the room of this file a prune can begin, and what it frees makes room for
 * the next one. What it holds is noise, which no file system stores in less. Thread-safe.
 */
final class Spare {
  private static final int SIZE = 1 << 20;

  /** No disk is filled by it. */
  private static final long WANTED = 4L * SIZE;

  private final Disk disk;
  private final Path file;

  Spare(Disk disk, Path directory) {
    this.disk = disk;
    this.file = directory.resolve("spare");
  }

  /** Makes it, where it is not there and there is room. */
  void provide() {
    try {
      Path directory = disk.parent(file);
      if (Files.exists(file) || !Files.isDirectory(directory) || full(directory)) {
        return;
      }
      byte[] noise = new byte[SIZE];
      new SecureRandom().nextBytes(noise);
      try (FileChannel channel = disk.createFile(file)) {
        ByteBuffer buffer = ByteBuffer.wrap(noise);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } catch (FileAlreadyExistsException e) {
        // Another process was quicker.
      }
    } catch (IOException e) {
      remove(); // whoever has asked for a lock wants something else
    }
  }

  /** Makes a little room, where there is next to none. */
  void giveUpIfFull() {
    try {
      if (Files.exists(file) && full(disk.parent(file))) {
        remove();
      }
    } catch (IOException e) {
      // Then there is no more room than there was.
    }
  }

  private boolean full(Path directory) throws IOException {
    return disk.usable(directory) < WANTED;
  }

  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It stays as it is.
    }
  }
}

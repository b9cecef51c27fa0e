package dev.belay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A place for a spare file on a disk of this machine. */
record LocalPlace(Disk disk, Path directory) implements Spare.Place {
  private Path file() {
    return directory.resolve(Spare.NAME);
  }

  @Override
  public boolean isThere() {
    return Files.exists(file());
  }

  @Override
  public boolean isKnown() {
    return Files.isDirectory(directory);
  }

  @Override
  public long usable() throws IOException {
    return disk.usable(directory);
  }

  @Override
  public void write(byte[] noise) throws IOException {
    try (FileChannel channel = disk.createFile(file())) {
      ByteBuffer buffer = ByteBuffer.wrap(noise);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  @Override
  public void remove() throws IOException {
    Files.deleteIfExists(file());
  }
}

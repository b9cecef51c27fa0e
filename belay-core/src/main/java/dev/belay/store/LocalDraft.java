package dev.belay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;

/** A temporary file on the same file system, which gets its name last. */
final class LocalDraft implements Draft {
  private final Disk disk;
  private final Function<String, Path> target;
  private final Path temporary;
  private final FileChannel channel;
  private long length;

  LocalDraft(Disk disk, Path directory, Function<String, Path> target) throws IOException {
    this.disk = disk;
    this.target = target;
    this.temporary = directory.resolve(disk.temporaryName());
    try {
      disk.createDirectory(directory);
      this.channel = disk.createFile(temporary);
    } catch (AccessDeniedException e) {
      // The name of a file that was never to be seen would tell nobody anything.
      AccessDeniedException denied =
          new AccessDeniedException(
              disk.parent(directory).toString(), null, "it may not be written to");
      denied.initCause(e);
      throw denied;
    }
  }

  @Override
  public void append(byte[] bytes, int offset, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, count);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    length += count;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void commit(String name) throws IOException {
    Path path = target.apply(name);
    long arrived = channel.size();
    if (arrived != length) {
      throw new IOException(temporary + " has " + arrived + " bytes instead of " + length);
    }
    disk.sync(temporary, channel);
    channel.close();
    disk.seal(temporary);
    Path directory = disk.parent(path);
    disk.createDirectory(directory);
    place(path);
    disk.sync(directory);
  }

  /** A second link never replaces a file, which a rename would; not every file system has links. */
  private void place(Path path) throws IOException {
    try {
      Files.createLink(path, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      if (Files.exists(path)) {
        throw new FileAlreadyExistsException(path.toString());
      }
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}

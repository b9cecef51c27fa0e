package dev.belay.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * What differs between file systems: who may read files, and how files and directories are made
 * durable. What a file system may lose in a crash, tests show with one that loses it.
 */
class Disk {
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> GROWING =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> SEALED =
      PosixFilePermissions.fromString("r--------");

  private final boolean posix;

  Disk(Path path) {
    posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Creates the directory and what is missing above it, durably; does nothing where it exists. */
  void createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path above = directory.getParent();
    if (above != null) {
      createDirectory(above);
    }
    try {
      Files.createDirectory(directory, attributes(DIRECTORY));
      if (above != null) {
        sync(above);
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  FileChannel createFile(Path path) throws IOException {
    return FileChannel.open(
        path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes(GROWING));
  }

  /** Nobody writes this file again. */
  void seal(Path path) throws IOException {
    if (posix) {
      Files.setPosixFilePermissions(path, SEALED);
    }
  }

  /** Makes the content of a file durable; its name is the directory's. */
  void sync(Path file, FileChannel channel) throws IOException {
    channel.force(true);
  }

  /** Removes a file; false where there was none. */
  boolean delete(Path file) throws IOException {
    return Files.deleteIfExists(file);
  }

  /** Makes the names in a directory durable, where the system can open directories. */
  void sync(Path directory) throws IOException {
    if (posix) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** How many bytes may still be written near there. */
  long usable(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  String temporaryName() {
    return UUID.randomUUID().toString();
  }

  Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(path + " lies in no directory");
    }
    return parent;
  }

  private FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}

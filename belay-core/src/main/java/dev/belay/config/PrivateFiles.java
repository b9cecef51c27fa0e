package dev.belay.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and directories that only their owner may read, from the first instant on. */
public final class PrivateFiles {
  private PrivateFiles() {}

  /** Makes the directory, and its parents with the usual rights, where it is not there yet. */
  public static void makeDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(directory, rights(directory, "rwx------"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
    if (parent != null) {
      syncDirectory(parent);
    }
  }

  /**
   * Makes a file with this content unless there is one by that name already. The file is there
   * whole or not at all, and stays after a power cut.
   *
   * @return whether it was made; false where there was one, which is left as it is
   */
  public static boolean createOnce(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + " is not the name of a file");
    }
    Path temp = temporary(directory);
    try {
      write(temp, content);
      if (!publish(temp, file)) {
        return false;
      }
    } finally {
      Files.deleteIfExists(temp);
    }
    syncDirectory(directory);
    return true;
  }

  /**
   * Puts this content in the place of a file's, or makes the file. The file has its old content or
   * the new one, whole, at every moment, and the new one for good when this returns. Where the name
   * is a symbolic link, the file that it leads to is meant.
   */
  public static void replace(Path file, byte[] content) throws IOException {
    Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path directory = real.getParent();
    if (directory == null) {
      throw new IOException(file + " is not the name of a file");
    }
    Path temp = temporary(directory);
    try {
      write(temp, content);
      Files.move(temp, real, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temp);
    }
    syncDirectory(directory);
  }

  private static Path temporary(Path directory) throws IOException {
    return Files.createTempFile(directory, ".new-", "", rights(directory, "rw-------"));
  }

  private static void write(Path temp, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(temp, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** A hard link, unlike a rename, never replaces what another process has just put there. */
  private static boolean publish(Path temp, Path file) throws IOException {
    try {
      Files.createLink(file, temp);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException | UnsupportedOperationException e) {
      if (Files.exists(file)) {
        return false;
      }
      Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
  }

  private static void syncDirectory(Path directory) throws IOException {
    if (!posix(directory)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] rights(Path near, String rights) {
    return posix(near)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path near) {
    Set<String> views = near.getFileSystem().supportedFileAttributeViews();
    return views.contains("posix");
  }
}

package dev.belay.config;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/** Files and directories that only their owner may read, from the first instant on. */
public final class PrivateFiles {
  private static final String DRAFT = ".new-";
  private static final Pattern MADE = Pattern.compile("\\.new-\\d+");

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
    try (Draft draft = Draft.in(directory)) {
      draft.write(content);
      if (!publish(draft.path(), file)) {
        return false;
      }
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
    try (Draft draft = Draft.in(directory)) {
      draft.write(content);
      Files.move(draft.path(), real, StandardCopyOption.ATOMIC_MOVE);
    }
    syncDirectory(directory);
  }

  /**
   * Takes away what killed processes left in a directory where nobody else makes files of such
   * names. What can't be removed stays: nothing depends on it.
   */
  static void clear(Path directory) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, DRAFT + "*")) {
      for (Path path : left) {
        if (MADE.matcher(String.valueOf(path.getFileName())).matches()
            && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          clearOne(path);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // It is not what anybody asked for.
    }
  }

  private static void clearOne(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(path);
      }
    } catch (OverlappingFileLockException e) {
      // It is being written just now.
    }
  }

  /**
   * A file that is being written, under a name of its own, and locked: nobody who lives leaves one.
   */
  private record Draft(Path path, FileChannel channel) implements Closeable {
    static Draft in(Path directory) throws IOException {
      while (true) {
        Path path = Files.createTempFile(directory, DRAFT, "", rights(directory, "rw-------"));
        Draft draft;
        try {
          draft = new Draft(path, FileChannel.open(path, StandardOpenOption.WRITE));
        } catch (NoSuchFileException e) {
          continue; // somebody took it for a leaving in the moment before it was open
        }
        if (draft.lock()) {
          return draft;
        }
        draft.close();
      }
    }

    /** False where somebody took it for a leaving in the moment before the lock. */
    private boolean lock() {
      try {
        channel.lock();
      } catch (OverlappingFileLockException e) {
        return false; // somebody in this very process, who is about to remove it
      } catch (IOException e) {
        // Where nothing can be locked, one may be cleared too early, and then it is refused.
      }
      return Files.exists(path);
    }

    void write(byte[] content) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        Files.deleteIfExists(path);
      }
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

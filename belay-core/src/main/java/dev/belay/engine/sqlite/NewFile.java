package dev.belay.engine.sqlite;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A file that becomes visible under its name only when it is whole.
 *
 * @param target where it is to be
 * @param temporary where it is built, in the same directory
 */
record NewFile(SqliteFile target, SqliteFile temporary) {

  /** REFUSED where there is something already, NOT_FOUND where there is no directory for it. */
  static Path place(SqliteFile target) {
    if (target.exists()) {
      throw exists(target);
    }
    Path directory = target.path().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "there is no directory " + directory + " for " + target.display(),
          "make the directory first");
    }
    return directory;
  }

  /** A place for it, if {@link #place} has one. */
  static NewFile beside(SqliteFile target) throws IOException {
    Path directory = place(target);
    Path temporary =
        Files.createTempFile(directory, "." + target.path().getFileName() + ".belay-", "");
    return new NewFile(target, new SqliteFile(temporary, target.display()));
  }

  private static BelayException exists(SqliteFile target) {
    return new BelayException(
        ErrorCode.REFUSED,
        target.display() + " exists already",
        "restore into it without --create, or choose another path");
  }

  /**
   * Durable, and never over a file that has appeared in the meantime. No connection may be open any
   * more.
   */
  void publish() throws IOException {
    Path built = temporary.path();
    usualPermissions(built);
    try (FileChannel file = FileChannel.open(built, StandardOpenOption.WRITE)) {
      file.force(true);
    }
    try {
      link(built);
    } catch (FileAlreadyExistsException e) {
      throw exists(target);
    }
    try (FileChannel directory =
        FileChannel.open(built.resolveSibling("."), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** A link is refused where the name is taken, which a rename is not. */
  private void link(Path built) throws IOException {
    try {
      Files.createLink(target.path(), built);
    } catch (UnsupportedOperationException | java.nio.file.AccessDeniedException e) {
      Files.move(built, target.path());
      return;
    }
    Files.delete(built);
  }

  /** A temporary file is its owner's only; a database gets what the system gives to new files. */
  private static void usualPermissions(Path built) throws IOException {
    if (!built.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Path probe = built.resolveSibling(built.getFileName() + "-probe");
    Files.createFile(probe);
    try {
      Set<PosixFilePermission> usual = Files.getPosixFilePermissions(probe);
      Files.setPosixFilePermissions(built, usual);
    } finally {
      Files.delete(probe);
    }
  }

  /** Takes the unfinished file away. */
  void discard() throws IOException {
    Path built = temporary.path();
    for (String suffix : new String[] {"", "-journal", "-wal", "-shm"}) {
      Files.deleteIfExists(built.resolveSibling(built.getFileName() + suffix));
    }
  }
}

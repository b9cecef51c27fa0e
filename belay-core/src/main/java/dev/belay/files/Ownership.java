package dev.belay.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import org.jspecify.annotations.Nullable;

/** Whose a file is that a run writes: a snapshot does not say, and numbers differ by machine. */
final class Ownership {
  private Ownership() {}

  /**
   * Gives a new file owner and group of the one that it replaces, or of the directory that it is
   * in. Only the system's administrator may, and for anybody else it is not wrong that it is their
   * own.
   */
  static void like(Path file, @Nullable Path replaced) throws IOException {
    Path model = replaced == null ? file.getParent() : replaced;
    if (model == null) {
      return;
    }
    PosixFileAttributes wanted = attributes(model);
    PosixFileAttributes now = attributes(file);
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    try {
      if (!now.group().equals(wanted.group())) {
        view.setGroup(wanted.group());
      }
      if (!now.owner().equals(wanted.owner())) {
        view.setOwner(wanted.owner());
      }
    } catch (FileSystemException e) {
      // Not permitted: the file belongs to whoever runs this.
    }
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}

package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.rows.SlicedOutput;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears under its name when it is whole and durable, or not at all. It is built in a
 * directory of its own beside its place, which only its owner may enter, and stays its owner's.
 */
final class OutputFile implements Destination, Closeable {
  private static final int BUFFER = 1 << 16;

  private final Path target;
  private final boolean overwrite;
  private final Closeable workshop;
  private final Path room;
  private final Path built;
  private final Compression compression;
  private @Nullable OutputStream stream;

  /**
   * @param room a directory of its own for it
   * @param workshop what takes that away
   */
  private OutputFile(Path target, boolean overwrite, Path room, Closeable workshop) {
    this.target = target;
    this.overwrite = overwrite;
    this.workshop = workshop;
    this.room = room;
    this.built = room.resolve("out");
    this.compression = Compression.of(name(target));
  }

  /**
   * Begins a file. REFUSED where there is one by that name, NOT_FOUND where its directory is not
   * there.
   */
  static OutputFile begin(Path target, boolean overwrite) throws IOException {
    Path absolute = target.toAbsolutePath();
    requireFree(absolute, overwrite);
    PrivateDirectory workshop = workshop(absolute.getParent(), target);
    return new OutputFile(absolute, overwrite, workshop.path(), workshop);
  }

  /** One of many in a directory, which are built in one place that somebody else takes away. */
  static OutputFile begin(Path target, boolean overwrite, PrivateDirectory workshop)
      throws IOException {
    Path absolute = target.toAbsolutePath();
    requireFree(absolute, overwrite);
    return new OutputFile(absolute, overwrite, workshop.inner(), () -> {});
  }

  /** Where files for a directory are built: in it, so that they can get their names there. */
  static PrivateDirectory workshop(@Nullable Path directory, Path target) throws IOException {
    if (directory == null || !Files.isDirectory(directory)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "there is no directory " + directory + " for " + target,
          "make the directory first");
    }
    try {
      return PrivateDirectory.in(directory, ".belay-");
    } catch (java.nio.file.AccessDeniedException e) {
      throw new BelayException(
          ErrorCode.USAGE,
          "nothing may be written in " + directory,
          "choose another place, or get the right to write there",
          e);
    }
  }

  static void requireFree(Path target, boolean overwrite) {
    if (Files.isDirectory(target)) {
      throw new BelayException(
          ErrorCode.USAGE,
          target + " is a directory",
          "for one file a table write " + target + "/, for one file give its name");
    }
    if (!overwrite && Files.exists(target)) {
      throw exists(target);
    }
  }

  private static BelayException exists(Path target) {
    return new BelayException(
        ErrorCode.REFUSED,
        target + " exists already, nothing was written",
        "choose another name, or --force to replace it");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  Path target() {
    return target;
  }

  @Override
  public OutputStream stream() throws IOException {
    FileChannel channel =
        FileChannel.open(built, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    stream =
        new BufferedOutputStream(
            compression.to(
                new BufferedOutputStream(
                    new SlicedOutput(Channels.newOutputStream(channel)), BUFFER)),
            BUFFER);
    return stream;
  }

  @Override
  public Path file() {
    return room.resolve(compression == Compression.NONE ? "out" : "plain");
  }

  /** All is written: makes it durable. It is still not seen under its name. */
  void finish() throws IOException {
    Path plain = room.resolve("plain");
    if (Files.exists(plain)) {
      try (OutputStream packed = stream()) {
        Files.copy(plain, packed);
      }
      Files.delete(plain);
    }
    if (stream != null) {
      stream.close();
    }
    if (Files.getFileStore(built).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(built, PosixFilePermissions.fromString("rw-------"));
    }
    try (FileChannel channel = FileChannel.open(built, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Gives the file its name.
   *
   * @return its size
   */
  long publish() throws IOException {
    long size = Files.size(built);
    if (overwrite) {
      Files.move(
          built, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else {
      link();
    }
    try (FileChannel directory =
        FileChannel.open(target.resolveSibling("."), StandardOpenOption.READ)) {
      directory.force(true);
    }
    return size;
  }

  /** A link is refused where somebody has taken the name meanwhile, which a rename is not. */
  private void link() throws IOException {
    try {
      Files.createLink(target, built);
    } catch (FileAlreadyExistsException e) {
      throw exists(target);
    } catch (IOException | UnsupportedOperationException e) {
      requireFree(target, false);
      Files.move(built, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Takes away what was not published. */
  @Override
  public void close() throws IOException {
    try {
      if (stream != null) {
        stream.close();
      }
    } catch (IOException e) {
      // What can't be flushed is thrown away anyhow; where all went well it was closed before.
    } finally {
      workshop.close();
    }
  }
}

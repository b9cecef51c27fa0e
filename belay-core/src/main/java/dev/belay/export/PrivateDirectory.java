package dev.belay.export;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * A temporary directory that only this user may look into; it goes away with all that is in it when
 * this is closed, and where the process was killed, when the next one of its kind is made in the
 * same place. A file in it is locked as long as it is in use, which a killed process ends.
 */
final class PrivateDirectory implements Closeable {
  private static final String HELD = ".held";

  private final Path path;
  private final FileChannel held;

  private PrivateDirectory(Path path, FileChannel held) {
    this.path = path;
    this.held = held;
  }

  /** Makes something of what lies in a directory; owns it when it is made. */
  @FunctionalInterface
  interface Maker<T> {
    T make(PrivateDirectory directory) throws IOException;
  }

  /** Where temporary files lie. */
  static PrivateDirectory make(String prefix) throws IOException {
    return in(Path.of(System.getProperty("java.io.tmpdir")), prefix);
  }

  /** Hands a new one over; it goes away again where nothing is made. */
  static <T> T with(String prefix, Maker<T> maker) throws IOException {
    PrivateDirectory directory = make(prefix);
    try {
      return maker.make(directory);
    } catch (IOException | RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  /** A new one within a directory. */
  static PrivateDirectory in(Path parent, String prefix) throws IOException {
    while (true) {
      Path path = Files.createTempDirectory(parent, prefix + self() + "-");
      FileChannel held = hold(path);
      try {
        lock(held);
      } catch (IOException e) {
        // Where nothing can be locked, nothing of others is cleared either.
        Files.deleteIfExists(path.resolve(HELD));
      }
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        clear(parent, prefix, Files.getOwner(path));
        return new PrivateDirectory(path, held);
      }
      held.close(); // somebody took it for a leaving in the moment before the lock
    }
  }

  /** Without that file nobody would ever clear the directory, so it goes where there is no room. */
  private static FileChannel hold(Path path) throws IOException {
    try {
      return FileChannel.open(
          path.resolve(HELD), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private static void lock(FileChannel channel) throws IOException {
    FileLock lock = channel.lock();
    if (!lock.isValid()) {
      throw new IOException("no lock");
    }
  }

  /** Whom it belongs to: no other process has this number and began at that moment. */
  private static String self() {
    ProcessHandle process = ProcessHandle.current();
    long began = process.info().startInstant().map(i -> i.toEpochMilli()).orElse(0L);
    return process.pid() + "-" + began;
  }

  /**
   * Takes away what killed processes of this user left in a directory. What is in use, is somebody
   * else's, or can't be removed stays: nothing depends on it.
   */
  private static void clear(Path parent, String prefix, UserPrincipal me) {
    Pattern made = Pattern.compile(Pattern.quote(prefix) + "(\\d+-\\d+)-\\d+");
    String own = self();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, prefix + "*")) {
      List<Path> others =
          StreamSupport.stream(all.spliterator(), false)
              .filter(
                  path -> {
                    var name = made.matcher(String.valueOf(path.getFileName()));
                    // A lock of this very process would be lost by closing the file once more.
                    return name.matches() && !name.group(1).equals(own);
                  })
              .toList();
      for (Path path : others) {
        if (Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(me)) {
          clear(path);
        }
      }
    } catch (IOException | RuntimeException e) {
      // It is not what anybody asked for.
    }
  }

  private static void clear(Path left) throws IOException {
    Path file = left.resolve(HELD);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return; // it is being made, or was made where nothing can be locked
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        delete(left);
      }
    } catch (OverlappingFileLockException e) {
      // In use.
    }
  }

  /** Where it is. */
  Path path() {
    return path;
  }

  /** A new, empty directory in it. */
  Path inner() throws IOException {
    return Files.createTempDirectory(path, "d");
  }

  @Override
  public void close() throws IOException {
    try (held) {
      delete(path);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          delete(entry);
        } else {
          Files.delete(entry);
        }
      }
    }
    Files.delete(directory);
  }
}

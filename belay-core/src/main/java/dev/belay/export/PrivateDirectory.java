package dev.belay.export;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary directory that only this user may look into; it goes away with all that is in it when
 * this is closed.
 *
 * @param path where it is
 */
record PrivateDirectory(Path path) implements Closeable {
  /** Makes something of what lies in a directory; owns it when it is made. */
  @FunctionalInterface
  interface Maker<T> {
    T make(PrivateDirectory directory) throws IOException;
  }

  static PrivateDirectory make(String prefix) throws IOException {
    return new PrivateDirectory(Files.createTempDirectory(prefix));
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

  /** A new, empty directory in it. */
  Path inner() throws IOException {
    return Files.createTempDirectory(path, "d");
  }

  @Override
  public void close() throws IOException {
    delete(path);
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry)) {
          delete(entry);
        } else {
          Files.delete(entry);
        }
      }
    }
    Files.delete(directory);
  }
}

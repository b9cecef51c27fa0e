package dev.belay.match;

import dev.belay.model.Form;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowSorter;
import dev.belay.rows.SlicedOutput;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** A private temporary directory in which lines lie in files, sorted or not. */
final class Spool implements Closeable {
  private final Path directory;
  private int names;

  Spool() throws IOException {
    this.directory = Files.createTempDirectory("belay-match-");
  }

  /** Something that takes lines, each a copy of its own. */
  interface Sink {
    void add(byte[] line) throws IOException;
  }

  /** Sorts lines by their first fields, which have these forms. */
  RowSorter sorter(List<Form> first) throws IOException {
    return sorter(RowLayout.leading(first));
  }

  RowSorter sorter(RowLayout layout) throws IOException {
    return new RowSorter(layout, Files.createDirectory(next()));
  }

  static List<Form> bytes(int count) {
    return Collections.nCopies(count, Form.BYTES);
  }

  Path next() {
    return directory.resolve("f" + names++);
  }

  /** Takes lines into a file, behind what it has. */
  static Lines append(Path file) throws IOException {
    return new Lines(
        new BufferedOutputStream(
            new SlicedOutput(
                Files.newOutputStream(
                    file,
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND)),
            1 << 16));
  }

  /** A file that takes lines. */
  record Lines(OutputStream out) implements Sink, Closeable {
    @Override
    public void add(byte[] line) throws IOException {
      out.write(line);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  @Override
  public void close() throws IOException {
    delete(directory);
  }

  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (var entries = Files.newDirectoryStream(path)) {
        for (Path entry : entries) {
          delete(entry);
        }
      }
    }
    Files.deleteIfExists(path);
  }
}

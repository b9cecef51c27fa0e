package dev.belay.snapshot;

import dev.belay.model.BlobId;
import dev.belay.model.StoredFiles;
import dev.belay.repository.BlobType;
import dev.belay.repository.FileTraits;
import dev.belay.repository.TreeWriter;
import dev.belay.repository.Upload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Some of the files of some folders, as plain files of restic's, with the directories that they lie
 * in. They come in the order of a walk: what is in one directory comes together. For one thread.
 */
public final class KeptTree {
  private final Upload upload;
  private final TreeWriter top = new TreeWriter(Instant.EPOCH);
  private final List<StoredFiles> stored = new ArrayList<>();
  private final Deque<Level> open = new ArrayDeque<>();
  private String name = "";
  private Path root = Path.of("");
  private boolean directory;
  private boolean begun;
  private long files;
  private long links;
  private long bytes;

  /** A directory that may get more. */
  private record Level(String path, TreeWriter tree) {}

  KeptTree(Upload upload) {
    this.upload = upload;
  }

  /** Stores a piece of a file, and names it. */
  public BlobId piece(byte[] bytes, int length) {
    return upload.save(BlobType.DATA, bytes, 0, length);
  }

  /** Begins the next folder. */
  public void begin(String folder, Path place, boolean isDirectory) throws IOException {
    end();
    name = folder;
    root = place;
    directory = isDirectory;
    begun = true;
    files = 0;
    links = 0;
    bytes = 0;
    if (isDirectory) {
      open.push(new Level("", new TreeWriter(Instant.EPOCH)));
    }
  }

  /** Adds a file of that folder; an empty path is the folder itself, which is a file. */
  public void file(String path, long size, FileTraits traits, Iterator<BlobId> content)
      throws IOException {
    parent(path).file(last(path), size, traits, content);
    files++;
    bytes += size;
  }

  /** Adds a link. */
  public void link(String path, FileTraits traits, String target) throws IOException {
    parent(path).link(last(path), traits, target);
    links++;
  }

  private String last(String path) {
    return path.isEmpty() ? name : path.substring(path.lastIndexOf('/') + 1);
  }

  private TreeWriter parent(String path) throws IOException {
    if (open.isEmpty()) {
      return top;
    }
    String wanted = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    while (!isWithin(wanted, open.element().path())) {
      close();
    }
    while (!open.element().path().equals(wanted)) {
      String at = open.element().path();
      int next = wanted.indexOf('/', at.isEmpty() ? 0 : at.length() + 1);
      open.push(
          new Level(next < 0 ? wanted : wanted.substring(0, next), new TreeWriter(Instant.EPOCH)));
    }
    return open.element().tree();
  }

  private static boolean isWithin(String path, String directory) {
    return directory.isEmpty() || path.equals(directory) || path.startsWith(directory + "/");
  }

  private void close() throws IOException {
    Level done = open.pop();
    TreeWriter to = open.isEmpty() ? top : open.element().tree();
    to.directory(
        done.path().isEmpty() ? name : last(done.path()),
        FilePieces.traits(FilePieces.attributes(root.resolve(done.path()))),
        done.tree().save(upload));
  }

  private void end() throws IOException {
    if (begun && files + links > 0) {
      while (!open.isEmpty()) {
        close();
      }
    }
    open.clear();
    if (begun) {
      stored.add(new StoredFiles(name, root.toString(), directory, files, links, bytes));
    }
    begun = false;
  }

  /** The tree with all of it, and each of the folders, also those of which nothing was kept. */
  FilesWriter.Written save() throws IOException {
    end();
    return new FilesWriter.Written(top.save(upload), List.copyOf(stored), List.of());
  }
}

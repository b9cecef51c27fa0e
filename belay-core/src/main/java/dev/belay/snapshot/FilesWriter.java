package dev.belay.snapshot;

import static dev.belay.snapshot.FilePieces.attributes;
import static dev.belay.snapshot.FilePieces.traits;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.StoredFiles;
import dev.belay.repository.BlobType;
import dev.belay.repository.TreeWriter;
import dev.belay.repository.Upload;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Stores the files and directories that belong to a database, as plain files of restic's. They are
 * read one after the other as they are then: they are not part of the database's one moment.
 */
public final class FilesWriter {
  /** Restic keeps a directory in one piece of memory. */
  private static final int MOST_IN_ONE_DIRECTORY = 100_000;

  private static final int DEEPEST = 100;

  private final Upload upload;
  private final Set<Path> never;
  private final Progress progress;
  private final List<String> warnings = new ArrayList<>();
  private final FilePieces pieces;
  private long files;
  private long links;
  private long bytes;

  /**
   * @param never files that are left out, by their real paths: whoever opens and closes a SQLite
   *     file takes the locks from those of the same process that use it
   */
  FilesWriter(Upload upload, Set<Path> never, Progress progress) {
    this.upload = upload;
    this.never = Set.copyOf(never);
    this.progress = progress;
    this.pieces = new FilePieces(progress);
  }

  /**
   * What was stored.
   *
   * @param tree the directory with everything
   * @param stored each file or directory that was asked for
   * @param warnings what was left out, and what changed while it was read
   */
  public record Written(BlobId tree, List<StoredFiles> stored, List<String> warnings) {}

  /** Stores these; NOT_FOUND where one of them is not there. */
  Written write(List<Path> roots) throws IOException {
    progress.phase("storing files");
    TreeWriter directory = new TreeWriter(Instant.EPOCH);
    List<StoredFiles> stored = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path root : roots) {
      requireThere(root);
      files = 0;
      links = 0;
      bytes = 0;
      String name = free(String.valueOf(root.getFileName()), names);
      Path real = root.toRealPath();
      boolean isDirectory = Files.isDirectory(real);
      if (isDirectory) {
        directory.directory(name, traits(attributes(real)), directory(real, 0));
      } else {
        file(directory, real, name);
      }
      stored.add(new StoredFiles(name, root.toString(), isDirectory, files, links, bytes));
    }
    return new Written(directory.save(upload), stored, List.copyOf(warnings));
  }

  /** NOT_FOUND where there is no such file or directory. */
  public static void requireThere(Path root) {
    if (!Files.isDirectory(root) && !Files.isRegularFile(root)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "there is no file or directory " + root + ", which the profile wants in the snapshot",
          "check 'files' in the profile");
    }
  }

  private static String free(String name, Set<String> names) {
    String free = name;
    for (int i = 2; !names.add(free); i++) {
      free = name + "-" + i;
    }
    return free;
  }

  private BlobId directory(Path directory, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw refused(directory + " is nested too deep");
    }
    TreeWriter tree = new TreeWriter(Instant.EPOCH);
    int count = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (++count > MOST_IN_ONE_DIRECTORY) {
          throw refused(
              "%s has more than %d files in one directory"
                  .formatted(directory, MOST_IN_ONE_DIRECTORY));
        }
        entry(tree, entry, depth);
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return tree.save(upload);
  }

  private void entry(TreeWriter tree, Path entry, int depth) throws IOException {
    progress.stopIfCancelled("no snapshot was taken", "run the backup again");
    String name = entry.getFileName().toString();
    if (never.contains(entry)) {
      warnings.add(entry + " is the database itself and is left out: its tables are stored");
      return;
    }
    try {
      PosixFileAttributes attributes = attributes(entry);
      if (attributes.isSymbolicLink()) {
        tree.link(name, traits(attributes), Files.readSymbolicLink(entry).toString());
        links++;
      } else if (attributes.isDirectory()) {
        tree.directory(name, traits(attributes), directory(entry, depth + 1));
      } else if (attributes.isRegularFile()) {
        file(tree, entry, name);
      } else {
        warnings.add(entry + " is neither file, directory nor link and is left out");
      }
    } catch (NoSuchFileException e) {
      warnings.add(entry + " went away while files were read");
    }
  }

  private void file(TreeWriter tree, Path file, String name) throws IOException {
    if (never.contains(file)) {
      throw refused(file + " is the database itself, whose tables are stored anyway");
    }
    PosixFileAttributes before = attributes(file);
    FilePieces.Content read =
        pieces.read(file, before, (bytes, length) -> upload.save(BlobType.DATA, bytes, 0, length));
    PosixFileAttributes after = attributes(file);
    if (read.size() != after.size()
        || !before.lastModifiedTime().equals(after.lastModifiedTime())) {
      warnings.add(file + " changed while it was read");
    }
    tree.file(name, read.size(), traits(before), read.content().iterator());
    files++;
    bytes += read.size();
  }

  private static BelayException refused(String what) {
    return new BelayException(ErrorCode.REFUSED, what, "name other 'files' in the profile");
  }
}

package dev.belay.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A repository in a directory of this machine, in the layout that restic calls default. */
public final class LocalStore implements Store {
  /** What {@link Disk#temporaryName} gives. */
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /**
   * What must not come back in a crash: an index would name packs that were removed after it, a
   * snapshot would stand where it was taken away, a key would open what it should no longer.
   */
  private static final Set<FileKind> FINAL =
      Set.of(FileKind.INDEX, FileKind.SNAPSHOT, FileKind.KEY);

  /** What is written for so long belongs to nobody who lives. */
  private static final Duration LEFT = Duration.ofDays(1);

  private final Path root;
  private final Disk disk;
  private final Spare spare;

  /** The store in this directory, which need not exist yet. Touches nothing. */
  public LocalStore(Path root) {
    this(root, new Disk(root));
  }

  LocalStore(Path root, Disk disk) {
    this.root = root.toAbsolutePath().normalize();
    this.disk = disk;
    this.spare = new Spare(new LocalPlace(disk, temporary()));
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public void initialize() throws IOException {
    disk.createDirectory(root);
    for (FileKind kind : FileKind.values()) {
      disk.createDirectory(root.resolve(kind.directory()));
    }
    disk.createDirectory(temporary());
  }

  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    if (kind == FileKind.PACK) {
      for (int i = 0; i < 256; i++) {
        Path directory = root.resolve(kind.directory()).resolve(byteName(i));
        if (Files.isDirectory(directory)) {
          list(kind, directory, listing);
        }
      }
    } else {
      list(kind, root.resolve(kind.directory()), listing);
    }
  }

  private void list(FileKind kind, Path directory, Listing listing) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (kind.accepts(name)) {
          listEntry(entry, name, listing);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // An empty kind need not have a directory, but a repository has a root.
      if (!Files.isDirectory(root)) {
        throw e;
      }
    }
  }

  private static void listEntry(Path entry, String name, Listing listing) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(entry, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return; // deleted since the directory was read
    }
    if (attributes.isRegularFile()) {
      listing.file(name, attributes.size());
    }
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    return Files.readAllBytes(path(kind, name));
  }

  @Override
  public void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException {
    Path path = path(kind, name);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.wrap(target, targetOffset, length);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + length - buffer.remaining()) < 0) {
          throw new EOFException(
              path + " ends at " + channel.size() + ", not at " + (offset + length));
        }
      }
    }
  }

  @Override
  public long size(FileKind kind, String name) throws IOException {
    return Files.size(path(kind, name));
  }

  @Override
  public boolean exists(FileKind kind, String name) throws IOException {
    try {
      return Files.readAttributes(path(kind, name), BasicFileAttributes.class).isRegularFile();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public Draft draft(FileKind kind) throws IOException {
    if (kind == FileKind.LOCK) {
      spare.provide();
    }
    return new LocalDraft(disk, temporary(), name -> path(kind, name));
  }

  @Override
  public void makeRoom() {
    spare.giveUpIfFull();
  }

  /** The age is told by the clock of the file system, which gave all of these files their times. */
  @Override
  public void clearLeavings() throws IOException {
    if (!Files.isDirectory(temporary())) {
      return;
    }
    Path now = temporary().resolve(disk.temporaryName());
    disk.createFile(now).close();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary())) {
      Instant oldest = Files.getLastModifiedTime(now).toInstant().minus(LEFT);
      for (Path file : left) {
        if (NAME.matcher(String.valueOf(file.getFileName())).matches() && olderThan(file, oldest)) {
          disk.delete(file);
        }
      }
    } finally {
      disk.delete(now);
    }
  }

  private static boolean olderThan(Path file, Instant oldest) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(oldest);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    Path path = path(kind, name);
    if (disk.delete(path) && FINAL.contains(kind)) {
      disk.sync(disk.parent(path));
    }
  }

  @Override
  public void removeIfEmpty() throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    spare.remove();
    List<Path> directories;
    try (Stream<Path> all = Files.walk(root)) {
      directories = all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path directory : directories) {
      try {
        Files.delete(directory);
      } catch (DirectoryNotEmptyException e) {
        // It is somebody's, and so is what is above it.
      }
    }
  }

  @Override
  public void close() {
    // Holds nothing open between calls.
  }

  private Path temporary() {
    return root.resolve("tmp");
  }

  private Path path(FileKind kind, String name) {
    kind.requireName(name);
    Path directory = root.resolve(kind.directory());
    return kind == FileKind.PACK
        ? directory.resolve(name.substring(0, 2)).resolve(name)
        : directory.resolve(name);
  }

  private static String byteName(int value) {
    return "" + Character.forDigit(value >> 4, 16) + Character.forDigit(value & 15, 16);
  }
}

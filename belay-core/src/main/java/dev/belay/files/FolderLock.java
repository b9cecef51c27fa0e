package dev.belay.files;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Held by whoever changes folders, from before they are compared until the run has an end. It goes
 * with its process, so whoever gets it knows that no other is at work on them.
 */
public final class FolderLock implements Closeable {
  /** Its name where it lies in the folder. */
  static final String INSIDE = ".belay.lock";

  private final List<Held> held = new ArrayList<>();
  private boolean certain = true;

  /** A locked file, which is removed with the lock. */
  private record Held(Path file, FileChannel channel) implements Closeable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private FolderLock() {}

  /** BUSY where another has one of them. */
  static FolderLock of(List<Folder> folders) throws IOException {
    Set<Path> roots = new TreeSet<>();
    folders.forEach(f -> roots.add(f.root()));
    FolderLock lock = new FolderLock();
    try {
      for (Path root : roots) {
        lock.take(root);
      }
      return lock;
    } catch (IOException | RuntimeException e) {
      try {
        lock.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** Whether nobody else can be at work; false where a place can't be written to. */
  public boolean certain() {
    return certain;
  }

  /**
   * Beside the folder, since that may come and go; in it for whoever may not write there. What
   * another left at the other of the two places counts.
   */
  private void take(Path root) throws IOException {
    Path beside = root.resolveSibling(".belay-" + root.getFileName() + ".lock");
    Path inside = root.resolve(INSIDE);
    boolean outer = writable(beside.getParent());
    if (!outer && !(Files.isDirectory(root) && writable(root))) {
      certain = false;
      return;
    }
    take(root, outer ? beside : inside);
    Path other = outer ? inside : beside;
    if (Files.exists(other, LinkOption.NOFOLLOW_LINKS)) {
      take(root, other);
    }
  }

  private static boolean writable(@Nullable Path directory) {
    return directory != null && Files.isWritable(directory);
  }

  private void take(Path root, Path file) throws IOException {
    Optional<Held> got = Optional.empty();
    while (got.isEmpty()) {
      got = attempt(root, file);
    }
    held.add(got.get());
  }

  /** Empty where the one before removed the file in between. */
  private static Optional<Held> attempt(Path root, Path file) throws IOException {
    try {
      Object key = key(file);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      try {
        if (channel.tryLock() == null) {
          throw busy(root, file);
        }
        if (Objects.equals(key, key(file))) {
          return Optional.of(new Held(file, channel));
        }
        channel.close();
      } catch (OverlappingFileLockException e) {
        channel.close();
        throw busy(root, file);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      return Optional.empty();
    } catch (NoSuchFileException e) {
      make(file);
      return Optional.empty();
    } catch (AccessDeniedException e) {
      // Made by another user, who may be at work.
      throw busy(root, file);
    }
  }

  /** Tells a file from a later one of the same name. */
  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** With the directory's owner, who can then take over what the administrator left. */
  private static void make(Path file) throws IOException {
    try {
      Files.createFile(file);
      Ownership.like(file, null);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      if (!Files.isDirectory(file.resolveSibling("."))) {
        throw e;
      }
      // Another was faster, at making or at removing it: seen next.
    }
  }

  private static BelayException busy(Path root, Path file) {
    return new BelayException(
        ErrorCode.BUSY,
        "another run is at work on %s, or was and belongs to another user: %s is locked"
            .formatted(root, file),
        "nothing was changed; try again when it has ended");
  }

  @Override
  public void close() throws IOException {
    for (Held each : held) {
      try (each) {
        // Before the lock goes, so that it is nobody else's.
        Files.deleteIfExists(each.file());
      } catch (FileSystemException e) {
        // It locks nobody out by being there.
      }
    }
    held.clear();
  }
}

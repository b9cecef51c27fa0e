package dev.belay.store;

import dev.belay.model.BlobId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps index and snapshot files of remote storage on this machine, as they lie there: sealed. What
 * there is, is always asked of the storage; only contents come from here, and only after their
 * SHA-256 turned out to be their name. So the cache can be deleted at any time, and nothing that is
 * wrong with it does more harm than a journey.
 */
public final class CachedStore extends ForwardingStore {
  private static final Set<FileKind> KEPT = Set.of(FileKind.INDEX, FileKind.SNAPSHOT);

  private final Path base;
  private volatile @Nullable Path directory;

  /**
   * @param base the directory that has one for each repository
   */
  public CachedStore(Store store, Path base) {
    super(store);
    this.base = base;
  }

  /** Begins to keep what is read. */
  @Override
  public void holds(String repositoryId) {
    if (!repositoryId.matches("[0-9a-f]{64}")) {
      return;
    }
    directory = base.resolve(repositoryId);
    store.holds(repositoryId);
  }

  private Optional<Path> place(FileKind kind) {
    Path now = directory;
    return now == null || !KEPT.contains(kind)
        ? Optional.empty()
        : Optional.of(now.resolve(kind.directory()));
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    Optional<Path> place = place(kind);
    if (place.isEmpty()) {
      return store.read(kind, name);
    }
    Path file = place.get().resolve(kind.requireName(name));
    byte[] kept = kept(file, name);
    if (kept.length > 0) {
      return kept;
    }
    byte[] content = store.read(kind, name);
    keep(file, name, content);
    return content;
  }

  /** Empty where it is not there, or not what it should be. */
  private static byte[] kept(Path file, String name) {
    try {
      byte[] content = Files.readAllBytes(file);
      if (isNamed(name, content)) {
        return content;
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The storage has it.
    }
    return new byte[0];
  }

  private static void keep(Path file, String name, byte[] content) {
    Path directory = file.getParent();
    if (directory == null || !isNamed(name, content)) {
      return;
    }
    Path temporary = directory.resolve(UUID.randomUUID() + ".new");
    try {
      makePrivate(directory);
      Files.write(temporary, content);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      temporary.toFile().delete();
    }
  }

  private static void makePrivate(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(directory);
    }
  }

  /** Also forgets what is not there any more. */
  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    Optional<Path> place = place(kind);
    if (place.isEmpty()) {
      store.list(kind, listing);
      return;
    }
    Set<String> kept = names(place.get());
    store.list(
        kind,
        (name, size) -> {
          kept.remove(name);
          listing.file(name, size);
        });
    kept.forEach(gone -> forget(place.get().resolve(gone)));
  }

  private static void forget(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is not asked for any more.
    }
  }

  private static Set<String> names(Path directory) {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    } catch (IOException | DirectoryIteratorException e) {
      // Nothing was kept yet, or nothing can be.
    }
    return names;
  }

  private static boolean isNamed(String name, byte[] content) {
    return BlobId.sha256(content, 0, content.length).toString().equals(name);
  }

  @Override
  public Store direct() {
    return store.direct();
  }

  /** What this process wrote itself need not be fetched. */
  @Override
  public void write(FileKind kind, String name, byte[] content) throws IOException {
    store.write(kind, name, content);
    place(kind).ifPresent(place -> keep(place.resolve(name), name, content));
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    store.delete(kind, name);
    place(kind).ifPresent(place -> forget(place.resolve(name)));
  }
}

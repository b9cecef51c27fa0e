package dev.belay.files;

import dev.belay.model.Mode;
import dev.belay.model.PlannedFiles;
import dev.belay.model.Progress;
import dev.belay.model.Sha256;
import dev.belay.model.StoredFiles;
import dev.belay.snapshot.KeptTree;
import dev.belay.snapshot.SnapshotWriter;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a run would do to the files beside a database. The steps lie in a temporary file, however
 * many they are, which goes when this is closed.
 */
public final class FileDraft implements Closeable {
  /** No files take part. */
  public static final FileDraft NONE =
      new FileDraft(
          List.of(),
          Optional.empty(),
          List.of(),
          "",
          List.of(),
          Optional.empty(),
          Optional.empty());

  private final List<Folder> folders;
  private final Optional<Path> list;
  private final List<PlannedFiles> planned;
  private final String digest;
  private final List<String> warnings;
  private final Optional<KeptTree> kept;
  private final Optional<FolderLock> lock;

  private FileDraft(
      List<Folder> folders,
      Optional<Path> list,
      List<PlannedFiles> planned,
      String digest,
      List<String> warnings,
      Optional<KeptTree> kept,
      Optional<FolderLock> lock) {
    this.folders = List.copyOf(folders);
    this.list = list;
    this.planned = List.copyOf(planned);
    this.digest = digest;
    this.warnings = List.copyOf(warnings);
    this.kept = kept;
    this.lock = lock;
  }

  /**
   * Compares. Where a run is to follow nobody else's touches these folders until this is closed;
   * BUSY where another's does.
   *
   * @param safety takes what would be replaced or removed, where a run is to follow
   */
  public static FileDraft of(
      FilesAim aim, Mode mode, Optional<SnapshotWriter> safety, Progress progress)
      throws IOException {
    if (aim.folders().isEmpty()) {
      return NONE;
    }
    Optional<FolderLock> lock =
        safety.isPresent() ? Optional.of(FolderLock.of(aim.folders())) : Optional.empty();
    try {
      return compared(aim, mode, safety, lock, progress);
    } catch (IOException | RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  private static FileDraft compared(
      FilesAim aim,
      Mode mode,
      Optional<SnapshotWriter> safety,
      Optional<FolderLock> lock,
      Progress progress)
      throws IOException {
    progress.phase("comparing files");
    Path list = Files.createTempFile("belay-files-", ".jsonl");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(list), 1 << 16)) {
      MessageDigest digest = Sha256.digest();
      Optional<KeptTree> kept = safety.map(SnapshotWriter::keptTree);
      FileComparison comparison =
          new FileComparison(
              aim.folders(), mode, aim.undoes(), aim.never(), kept, out, digest, progress);
      aim.each(comparison);
      return new FileDraft(
          aim.folders(),
          Optional.of(list),
          comparison.planned(),
          HexFormat.of().formatHex(digest.digest()),
          comparison.warnings(),
          kept,
          lock);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(list);
      throw e;
    }
  }

  private static void release(Optional<FolderLock> lock) throws IOException {
    if (lock.isPresent()) {
      lock.get().close();
    }
  }

  /** Whether no files take part. */
  public boolean none() {
    return folders.isEmpty();
  }

  /** What would happen to each folder. */
  public List<PlannedFiles> planned() {
    return planned;
  }

  /** Decides what a run would do: the same steps, the same text. */
  public String digest() {
    return digest;
  }

  /** What a person should know. */
  public List<String> warnings() {
    return warnings;
  }

  /** Makes what would be replaced or removed, and the steps, a part of the safety snapshot. */
  public List<StoredFiles> keepIn(SnapshotWriter safety) throws IOException {
    return changes() ? safety.keep(kept.orElseThrow(), list.orElseThrow()) : List.of();
  }

  /** Carries it out. */
  public FileMoves moves(String run) {
    return changes()
        ? new FileMoves(folders, FileSteps.of(list.orElseThrow()), run)
        : FileMoves.NONE;
  }

  private boolean changes() {
    return planned.stream().anyMatch(PlannedFiles::changes);
  }

  @Override
  public void close() throws IOException {
    try {
      if (list.isPresent()) {
        Files.deleteIfExists(list.get());
      }
    } finally {
      release(lock);
    }
  }
}

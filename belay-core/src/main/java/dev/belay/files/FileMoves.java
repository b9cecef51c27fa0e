package dev.belay.files;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.StoredFiles;
import dev.belay.repository.BlobReader;
import dev.belay.rows.Lanes;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.snapshot.StoredTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Carries steps out: {@link #stage} writes what comes beside its place, under a name of the run's,
 * durable and read back; when the database has committed, {@link #finish} renames. Until then
 * {@link #discard} leaves the folders as they were. Both can be broken off anywhere and be begun
 * again, also by another process, which has the steps from the safety snapshot.
 */
public final class FileMoves {
  /** Nothing to do. */
  public static final FileMoves NONE = new FileMoves(List.of(), InputStream::nullInputStream, "");

  private static final int BATCH = 256;
  private static final int LANES = 8;

  private final List<Folder> folders;
  private final FileSteps steps;
  private final String run;

  FileMoves(List<Folder> folders, FileSteps steps, String run) {
    this.folders = List.copyOf(folders);
    this.steps = steps;
    this.run = run;
  }

  /** Those of a run of which the process died. */
  public static FileMoves of(SnapshotDataset safety, String run) {
    List<Folder> folders = new ArrayList<>();
    for (StoredFiles each : safety.manifest().files()) {
      // As it was: what happened to the place since is seen when it is used.
      folders.add(new Folder(each.name(), Path.of(each.path())));
    }
    return new FileMoves(folders, FileSteps.of(safety), run);
  }

  private Path place(FileStep step) {
    Path place = folders.get(step.folder()).resolve(step.path());
    folders.get(step.folder()).requirePlain(place);
    return place;
  }

  private Path staged(int number, Path place) {
    return place.resolveSibling(".belay-" + run + "-" + number);
  }

  /** Makes directories and writes what comes beside its place. Changes no file that is there. */
  public void stage(BlobReader blobs, Progress progress) throws IOException {
    if (folders.isEmpty()) {
      return;
    }
    progress.phase("staging files");
    Set<Path> directories = new TreeSet<>();
    List<StagedFile> batch = new ArrayList<>();
    steps.each(
        (number, step) -> {
          if (progress.cancelled()) {
            throw new BelayException(ErrorCode.INTERRUPTED, "interrupted; nothing was changed", "");
          }
          if (step.after().isEmpty()) {
            return;
          }
          Path place = place(step);
          directories.add(folderOf(place));
          if (step.makesDirectory()) {
            Files.createDirectory(
                place,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
          } else {
            Path replaced = step.before().isPresent() ? place : null;
            batch.add(new StagedFile(step.after().get(), staged(number, place), replaced));
          }
          if (batch.size() == BATCH) {
            write(batch, blobs);
          }
        });
    write(batch, blobs);
    for (Path directory : directories) {
      StoredTree.sync(directory);
    }
  }

  /** Several at once: the disk makes them durable together. */
  private static void write(List<StagedFile> batch, BlobReader blobs) throws IOException {
    Lanes.each(LANES, List.copyOf(batch), file -> file.write(blobs));
    batch.clear();
  }

  private static Path folderOf(Path place) {
    Path parent = place.getParent();
    return parent == null ? place : parent;
  }

  /** STALE_PLAN where something that is to be replaced or removed is not as it was kept. */
  public void requireUntouched() throws IOException {
    steps.each(
        (number, step) -> {
          Path place = place(step);
          if (!step.makesDirectory() && !step.dropsDirectory() && !untouched(step, place)) {
            throw Places.touched(place);
          }
        });
  }

  private static boolean untouched(FileStep step, Path place) throws IOException {
    return Places.stamp(place).equals(step.stamp());
  }

  /**
   * Whether renaming has begun, so that the database must have committed. False also where nothing
   * was to be renamed.
   */
  public boolean begun() throws IOException {
    boolean[] begun = {false};
    steps.each(
        (number, step) -> {
          if (step.after().isPresent() && !step.makesDirectory()) {
            begun[0] |= !Files.exists(staged(number, place(step)), LinkOption.NOFOLLOW_LINKS);
          }
        });
    return begun[0];
  }

  /**
   * Puts what was staged in its place and removes what is to go; durable when it returns.
   *
   * @return what is to be known: files that somebody wrote in the meantime stay, beside their place
   */
  public List<String> finish(Progress progress) throws IOException {
    if (folders.isEmpty()) {
      return List.of();
    }
    progress.phase("moving files");
    List<String> notes = new ArrayList<>();
    List<FileStep> directories = new ArrayList<>();
    Touched touched = new Touched();
    steps.each(
        (number, step) -> {
          Path place = place(step);
          touched.in(place);
          if (step.makesDirectory() || step.dropsDirectory()) {
            directories.add(step);
          } else if (step.after().isPresent()) {
            put(step, staged(number, place), place).ifPresent(notes::add);
          } else {
            remove(step, place).ifPresent(notes::add);
          }
        });
    Collections.reverse(directories);
    for (FileStep step : directories) {
      Path place = place(step);
      if (step.makesDirectory()) {
        Ownership.like(place, null);
        StoredTree.traits(step.after().orElseThrow().traits(), place);
      } else {
        dropIfEmpty(place);
        touched.in(place);
      }
    }
    touched.sync();
    return notes;
  }

  private Optional<String> put(FileStep step, Path staged, Path place) throws IOException {
    if (!Files.exists(staged, LinkOption.NOFOLLOW_LINKS)) {
      return Files.exists(place, LinkOption.NOFOLLOW_LINKS)
          ? Optional.empty()
          : Optional.of(place + " was put in its place, and is gone since");
    }
    Optional<String> note = Optional.empty();
    if (!untouched(step, place) && Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      Path aside = place.resolveSibling(place.getFileName() + ".belay-kept-" + run);
      Files.move(place, aside, StandardCopyOption.ATOMIC_MOVE);
      note = Optional.of("%s was changed in the meantime, and is %s now".formatted(place, aside));
    }
    Files.move(staged, place, StandardCopyOption.ATOMIC_MOVE);
    return note;
  }

  private static Optional<String> remove(FileStep step, Path place) throws IOException {
    if (untouched(step, place)) {
      Files.delete(place);
      return Optional.empty();
    }
    return Files.exists(place, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(place + " was changed in the meantime, and stays")
        : Optional.empty();
  }

  private static void dropIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Somebody put something there, which is none of the run's.
    }
  }

  /** Leaves the folders as they were before {@link #stage}. */
  public void discard() throws IOException {
    List<Path> directories = new ArrayList<>();
    Touched touched = new Touched();
    steps.each(
        (number, step) -> {
          Path place = place(step);
          if (step.makesDirectory()) {
            directories.add(place);
          } else if (step.after().isPresent() && Files.deleteIfExists(staged(number, place))) {
            touched.in(place);
          }
        });
    Collections.reverse(directories);
    for (Path directory : directories) {
      dropIfEmpty(directory);
      touched.in(directory);
    }
    touched.sync();
  }

  /** Directories of which something changed, made durable one after the other. */
  private static final class Touched {
    private @Nullable Path last;

    void in(Path place) throws IOException {
      Path parent = place.getParent();
      if (parent != null && !parent.equals(last)) {
        sync();
        last = parent;
      }
    }

    void sync() throws IOException {
      if (last != null && Files.isDirectory(last)) {
        StoredTree.sync(last);
      }
    }
  }
}

package dev.belay.files;

import dev.belay.model.Progress;
import dev.belay.model.StoredFiles;
import dev.belay.repository.BlobReader;
import dev.belay.rows.Lanes;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.snapshot.StoredTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private final StepPlaces places;
  private final FileSteps steps;
  private final Set<Path> made = new HashSet<>();

  FileMoves(List<Folder> folders, FileSteps steps, String run) {
    this.places = new StepPlaces(folders, run);
    this.steps = steps;
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

  /** BUSY while another process is at work on these folders. */
  public FolderLock lock() throws IOException {
    return FolderLock.of(places.folders());
  }

  /** Makes directories and writes what comes beside its place. Changes no file that is there. */
  public void stage(BlobReader blobs, Progress progress) throws IOException {
    if (places.folders().isEmpty()) {
      return;
    }
    progress.phase("staging files");
    Set<Path> directories = new TreeSet<>();
    List<StagedFile> batch = new ArrayList<>();
    steps.each(
        (number, step) -> {
          progress.stopIfCancelled();
          if (step.after().isEmpty()) {
            return;
          }
          Path place = places.of(step);
          directories.add(folderOf(place));
          if (step.makesDirectory()) {
            makeDirectory(place);
          } else {
            Path replaced = step.before().isPresent() ? place : null;
            batch.add(new StagedFile(step.after().get(), places.staged(number, place), replaced));
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

  /** For its owner alone until all is in it; the owner is the one of what it is in. */
  private void makeDirectory(Path place) throws IOException {
    Files.createDirectory(place, PosixFilePermissions.asFileAttribute(PRIVATE));
    made.add(place);
    Ownership.like(place, null);
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
          Path place = places.of(step);
          if (!step.ofDirectory() && !StepPlaces.untouched(step, place)) {
            throw Places.touched(place);
          }
        });
  }

  /**
   * Whether renaming or removing has begun, so that the database must have committed: a place holds
   * what was staged for it, or what was to go is gone. False also where nothing was to be done.
   */
  public boolean begun() throws IOException {
    boolean[] begun = {false};
    steps.each(
        (number, step) -> {
          if (!begun[0] && !step.ofDirectory()) {
            Path place = places.of(step);
            begun[0] =
                step.after().isPresent()
                    ? put(step.after().get(), places.staged(number, place), place)
                    : Places.stamp(place).isEmpty();
          }
        });
    return begun[0];
  }

  /** A staged file that is gone is not enough: that may be a broken-off {@link #discard}. */
  private static boolean put(FileState wanted, Path staged, Path place) throws IOException {
    if (Places.taken(staged)) {
      return false;
    }
    Optional<FileState> now = StepPlaces.there(place);
    return now.isPresent() && now.get().same(wanted) && sameTime(now.get(), wanted);
  }

  /** Links have a time of their own, and file systems that of files less exactly. */
  private static boolean sameTime(FileState now, FileState wanted) {
    return wanted.kind() == FileState.Kind.LINK
        || now.time().toEpochMilli() == wanted.time().toEpochMilli();
  }

  /** Whether anything that the run staged lies there still. */
  public boolean staged() throws IOException {
    boolean[] found = {false};
    steps.each(
        (number, step) -> {
          if (step.after().isPresent() && !step.makesDirectory()) {
            found[0] |= Places.taken(places.staged(number, places.of(step)));
          }
        });
    return found[0];
  }

  /**
   * Puts what was staged in its place and removes what is to go; durable when it returns.
   *
   * @return what is to be known: files that somebody wrote in the meantime stay, beside their place
   */
  public List<String> finish(Progress progress) throws IOException {
    if (places.folders().isEmpty()) {
      return List.of();
    }
    progress.phase("moving files");
    return new FileFinish(places).run(steps);
  }

  /**
   * Leaves the folders as they were before {@link #stage}, but for what others put there since:
   * directories that got something in them, or other rights than they were made with.
   */
  public void discard() throws IOException {
    List<Path> directories = new ArrayList<>();
    TouchedDirectories touched = new TouchedDirectories();
    steps.each(
        (number, step) -> {
          Path place = places.of(step);
          if (step.makesDirectory()) {
            directories.add(place);
          } else if (step.after().isPresent()
              && Files.deleteIfExists(places.staged(number, place))) {
            touched.in(place);
          }
        });
    Collections.reverse(directories);
    for (Path directory : directories) {
      if (made.contains(directory) || untouchedSince(directory)) {
        FileFinish.dropIfEmpty(directory);
        touched.in(directory);
      }
    }
    touched.sync();
  }

  /** After a crash: one of the application's own has its rights, not those of {@link #stage}. */
  private static boolean untouchedSince(Path directory) throws IOException {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        && Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE);
  }
}

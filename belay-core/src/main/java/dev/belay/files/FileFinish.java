package dev.belay.files;

import dev.belay.snapshot.StoredTree;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Puts what was staged in its place and removes what is to go, when the database has committed.
 * What somebody wrote in the meantime stays, beside its place.
 */
final class FileFinish {
  private final StepPlaces places;
  private final List<String> notes = new ArrayList<>();
  private final List<FileStep> directories = new ArrayList<>();
  private final TouchedDirectories touched = new TouchedDirectories();

  FileFinish(StepPlaces places) {
    this.places = places;
  }

  /** Carries all steps out; durable when it returns. Returns what is to be known. */
  List<String> run(FileSteps steps) throws IOException {
    steps.each(this::file);
    Collections.reverse(directories);
    for (FileStep step : directories) {
      directory(step);
    }
    touched.sync();
    return notes;
  }

  /** Directories wait for what is in them. */
  private void file(int number, FileStep step) throws IOException {
    if (step.ofDirectory()) {
      directories.add(step);
      return;
    }
    Path place = places.of(step);
    touched.in(place);
    Optional<String> note =
        step.after().isPresent()
            ? put(step, places.staged(number, place), place)
            : remove(step, place);
    note.ifPresent(notes::add);
  }

  private Optional<String> put(FileStep step, Path staged, Path place) throws IOException {
    if (!Places.taken(staged)) {
      return Places.taken(place)
          ? Optional.empty()
          : Optional.of(place + " was put in its place, and is gone since");
    }
    Optional<String> note = Optional.empty();
    if (!StepPlaces.untouched(step, place) && Places.taken(place)) {
      Path kept = places.kept(place);
      Files.move(place, kept, StandardCopyOption.ATOMIC_MOVE);
      note = Optional.of("%s was changed in the meantime, and is %s now".formatted(place, kept));
    }
    Files.move(staged, place, StandardCopyOption.ATOMIC_MOVE);
    return note;
  }

  private static Optional<String> remove(FileStep step, Path place) throws IOException {
    if (StepPlaces.untouched(step, place)) {
      Files.delete(place);
      return Optional.empty();
    }
    return Places.taken(place)
        ? Optional.of(place + " was changed in the meantime, and stays")
        : Optional.empty();
  }

  private void directory(FileStep step) throws IOException {
    Path place = places.of(step);
    if (step.makesDirectory()) {
      complete(place, step.after().orElseThrow()).ifPresent(notes::add);
    } else {
      dropIfEmpty(place);
    }
    touched.in(place);
  }

  /** A new directory's owner, rights and time, once all is in it. */
  private static Optional<String> complete(Path place, FileState wanted) throws IOException {
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(place + " was made, and is gone since");
    }
    Ownership.like(place, null);
    StoredTree.traits(wanted.traits(), place);
    if (Files.isReadable(place)) {
      StoredTree.sync(place);
    }
    return Optional.empty();
  }

  static void dropIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Somebody put something there, which is none of the run's.
    }
  }
}

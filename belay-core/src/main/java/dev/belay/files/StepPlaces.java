package dev.belay.files;

import dev.belay.model.Progress;
import dev.belay.snapshot.FilePieces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the steps of a run lead.
 *
 * @param folders the folders that they count
 * @param run the run's id, which is in the names of what it puts beside a place
 */
record StepPlaces(List<Folder> folders, String run) {
  StepPlaces {
    folders = List.copyOf(folders);
  }

  /** The place itself. REFUSED where a link leads to it. */
  Path of(FileStep step) {
    Folder folder = folders.get(step.folder());
    Path place = folder.resolve(step.path());
    folder.requirePlain(place);
    return place;
  }

  /** Where what comes lies until it is renamed. */
  Path staged(int number, Path place) {
    return place.resolveSibling(".belay-" + run + "-" + number);
  }

  /** Where what somebody wrote in the meantime is kept: a free name. */
  Path kept(Path place) {
    return Places.free(place.resolveSibling(place.getFileName() + ".belay-kept-" + run));
  }

  /** Whether what is there is what was there when the step was made. */
  static boolean untouched(FileStep step, Path place) throws IOException {
    String now = Places.stamp(place);
    return now.equals(step.stamp())
        || (Places.sameButForLinks(now, step.stamp())
            && there(place)
                .map(FileState::identity)
                .equals(step.before().map(FileState::identity)));
  }

  /** What is there; empty for nothing. */
  static Optional<FileState> there(Path place) throws IOException {
    return Places.state(place, new FilePieces(Progress.NONE), Places::name);
  }
}

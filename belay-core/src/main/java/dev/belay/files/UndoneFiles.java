package dev.belay.files;

import dev.belay.model.StoredFiles;
import dev.belay.snapshot.SnapshotDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files as they were before a run, of which the safety snapshot has them.
 *
 * @param safety the safety snapshot
 * @param folders where its folders are
 * @param never places that no run touches
 */
public record UndoneFiles(SnapshotDataset safety, List<Folder> folders, Set<Path> never)
    implements FilesAim {
  private static final String HINT = "make it; --no-files takes back the tables alone";

  public UndoneFiles {
    folders = List.copyOf(folders);
    never = Set.copyOf(never);
  }

  /**
   * What a run's safety snapshot has of files.
   *
   * @param never places that no run touches
   */
  public static FilesAim of(SnapshotDataset safety, Set<Path> never) throws IOException {
    List<Folder> folders = new ArrayList<>();
    for (StoredFiles each : safety.manifest().files()) {
      folders.add(Folder.at(each.name(), Path.of(each.path()), HINT));
    }
    Folder.requireApart(folders, "take the link away; --no-files takes back the tables alone");
    return folders.isEmpty() ? NONE : new UndoneFiles(safety, folders, never);
  }

  @Override
  public boolean undoes() {
    return true;
  }

  @Override
  public void each(Sink sink) throws IOException {
    FileSteps.of(safety)
        .each(
            (number, step) -> sink.wanted(step.folder(), step.path(), step.before(), step.after()));
  }
}

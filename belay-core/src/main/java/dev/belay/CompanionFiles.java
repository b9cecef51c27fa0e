package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.StoredFiles;
import dev.belay.snapshot.SnapshotDataset;
import dev.belay.snapshot.StoredTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files and directories that a snapshot has beside its tables. */
final class CompanionFiles {
  private final Workspace workspace;

  CompanionFiles(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Writes them into a directory, which is made where it is not there: all of them, or none.
   *
   * @return which ones
   */
  List<StoredFiles> export(String snapshot, Path directory, Progress progress) throws IOException {
    SnapshotDataset opened = workspace.snapshots().open(snapshot);
    List<StoredFiles> stored = stored(opened, progress);
    if (stored.isEmpty()) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "snapshot " + opened.name().substring(0, 8) + " has no files beside its tables",
          "a profile names them under 'files'");
    }
    for (StoredFiles each : stored) {
      requireFree(directory.resolve(each.name()));
    }
    Files.createDirectories(directory);
    Path aside = Files.createTempDirectory(directory, ".belay-files-");
    try {
      progress.phase("writing files");
      StoredTree tree = opened.files(progress);
      for (StoredFiles each : stored) {
        tree.write(each, aside.resolve(each.name()));
      }
      for (StoredFiles each : stored) {
        requireFree(directory.resolve(each.name()));
        Files.move(
            aside.resolve(each.name()),
            directory.resolve(each.name()),
            StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      delete(aside);
    }
    return stored;
  }

  /** Of a folder, a safety snapshot may have nothing. */
  private static List<StoredFiles> stored(SnapshotDataset opened, Progress progress) {
    List<StoredFiles> all = opened.manifest().files();
    return all.isEmpty() ? all : all.stream().filter(opened.files(progress)::has).toList();
  }

  private static void requireFree(Path place) {
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new BelayException(
          ErrorCode.REFUSED, place + " is there already", "choose another directory");
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
